package io.tokenwatch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Column;
import io.tokenwatch.event.DeadLetter;
import io.tokenwatch.event.Decoder;
import io.tokenwatch.event.Limits;
import io.tokenwatch.event.RowBatch;
import io.tokenwatch.event.Source;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The schemas that come with the program, against records in the shapes in which Microsoft delivers them. */
class ShippedSchemasTest {
    private static final Catalog CATALOG = catalog();

    private static Catalog catalog() {
        try {
            return Schemas.read(EplFile.in(Path.of("epl"), EplFile.EVENTS));
        } catch (RulesException | IOException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    /** The row of a record that is written with single quotes. */
    private static Map<String, Object> row(String record) {
        List<Map<String, Object>> rows = new ArrayList<>();
        List<DeadLetter> dead = new ArrayList<>();
        try {
            new Decoder(CATALOG, Limits.DEFAULT)
                    .decode(
                            Source.named("test"),
                            new ByteArrayInputStream(record.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                            (table, row) -> 1,
                            batch -> {
                                dead.addAll(batch.dead());
                                collect(batch, rows);
                            });
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        assertEquals(List.of(), dead);
        assertEquals(1, rows.size());
        return rows.get(0);
    }

    private static void collect(RowBatch batch, List<Map<String, Object>> rows) {
        for (int i = 0; i < batch.size(); i++) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("", batch.table(i).name());
            for (Column column : batch.table(i).columns()) {
                row.put(column.name(), batch.row(i)[batch.table(i).index(column.name())]);
            }
            row.put(Table.TIME_COLUMN, Ticks.toIso((Long) row.get(Table.TIME_COLUMN)));
            rows.add(row);
        }
    }

    @Test
    void readANonInteractiveSignIn() {
        Map<String, Object> row = row("""
                {'time':'2024-05-01T10:20:30.1234567Z','resourceId':'/tenants/1/providers/Microsoft.aadiam','operationName':'Sign-in activity',
                 'category':'NonInteractiveUserSignInLogs','tenantId':'1','resultType':'0','resultSignature':'SUCCESS','durationMs':0,
                 'callerIpAddress':'192.0.2.9','correlationId':'c','Level':4,'location':'IL',
                 'properties':{'id':'i1','createdDateTime':'2024-05-01T10:18:00.12+00:00','userPrincipalName':'ada@example.com','appDisplayName':'App',
                   'resourceDisplayName':'Microsoft Graph','ipAddress':'192.0.2.1','userAgent':'curl/8','conditionalAccessStatus':'notApplied',
                   'authenticationRequirement':'singleFactorAuthentication','status':{'errorCode':0},
                   'location':{'city':'Haifa','countryOrRegion':'IL','geoCoordinates':{'latitude':32.8}},'uniqueTokenIdentifier':'u'}}
                """);

        assertEquals(
                "{=AADNonInteractiveUserSignInLogs, TimeGenerated=2024-05-01T10:20:30.1234567Z, Id=i1, UniqueTokenIdentifier=u, ResultType=0, UserPrincipalName=ada@example.com, "
                        + "AppDisplayName=App, ResourceDisplayName=Microsoft Graph, IPAddress=192.0.2.1, "
                        + "LocationDetails={\"city\":\"Haifa\",\"countryOrRegion\":\"IL\",\"geoCoordinates\":{\"latitude\":32.8}}, UserAgent=curl/8, "
                        + "AuthenticationRequirement=singleFactorAuthentication, ConditionalAccessStatus=notApplied}",
                row.toString());
    }

    @Test
    void readAServicePrincipalSignInWhoseKeysAreSmall() {
        Map<String, Object> row = row("""
                {'calleripaddress':'192.0.2.1','category':'ServicePrincipalSignInLogs','operationversion':1,
                 'properties':{'createdDateTime':'2023-07-26 22:58:30.983201900','id':'i1','servicePrincipalName':'backup',
                   'servicePrincipalCredentialKeyId':'k','uniqueTokenIdentifier':'u'}}
                """);

        assertEquals(
                "{=AADServicePrincipalSignInLogs, TimeGenerated=2023-07-26T22:58:30.9832019Z, Id=i1, UniqueTokenIdentifier=u, IPAddress=192.0.2.1, "
                        + "ServicePrincipalName=backup, ServicePrincipalCredentialKeyId=k}",
                row.toString());
    }

    @Test
    void readAManagedIdentitySignInWithoutAddress() {
        Map<String, Object> row = row("""
                {'time':'2024-05-01T10:20:30Z','category':'ManagedIdentitySignInLogs','callerIpAddress':'192.0.2.9',
                 'properties':{'id':'i1','ipAddress':'','servicePrincipalName':'vm','uniqueTokenIdentifier':'u'}}
                """);

        assertEquals("AADManagedIdentitySignInLogs", row.get(""));
        assertEquals("", row.get("IPAddress"));
    }

    @Test
    void readACallOfGraph() {
        Map<String, Object> row = row("""
                {'time':'2024-05-01T10:20:30Z','resourceId':'/TENANTS/1','category':'MicrosoftGraphActivityLogs','durationMs':'9','resultSignature':'404',
                 'callerIpAddress':'192.0.2.9','level':'Informational','location':'West Europe',
                 'properties':{'timeGenerated':'2024-05-01T10:20:30Z','requestId':'r1','requestMethod':'GET','requestUri':'https://graph.microsoft.com/v1.0/me',
                   'responseStatusCode':200,'signInActivityId':'u','ipAddress':'192.0.2.1','appId':'a','userId':null,'servicePrincipalId':'s','userAgent':'curl/8','__UDI_RequiredFields_TenantId':'1'}}
                """);

        assertEquals(
                "{=MicrosoftGraphActivityLogs, TimeGenerated=2024-05-01T10:20:30.0000000Z, RequestId=r1, SignInActivityId=u, IPAddress=192.0.2.1, "
                        + "AppId=a, UserId=, ServicePrincipalId=s, UserAgent=curl/8, RequestUri=https://graph.microsoft.com/v1.0/me, RequestMethod=GET, ResponseStatusCode=200}",
                row.toString());
    }

    @Test
    void readACallWhoseStatusIsInItsSignature() {
        assertEquals(
                204,
                row("{'time':'2024-05-01','category':'MicrosoftGraphActivityLogs','resultSignature':'204','properties':{'requestId':'r1'}}")
                        .get("ResponseStatusCode"));
    }

    @Test
    void readAnInteractiveSignInOfAnExport() {
        Map<String, Object> row = row("""
                {'TenantId':'1','TimeGenerated':'2020-05-20T18:19:04.4230000Z','Category':'SignInLogs','ResultType':'50126','UserPrincipalName':'ada@example.com',
                 'LocationDetails':{'city':'Haifa'},'Type':'SigninLogs'}
                """);

        assertEquals("SigninLogs", row.get(""));
        assertEquals("50126", row.get("ResultType"));
        assertEquals("{\"city\":\"Haifa\"}", row.get("LocationDetails"));
    }
}
