-- Both KQL queries over a file of NDJSON; the names behind colons stand for files.
create temp table logs as
select "Type", TimeGenerated, UniqueTokenIdentifier, SignInActivityId, IPAddress, UserAgent, ResourceDisplayName, AppDisplayName, UserPrincipalName,
       LocationDetails, ServicePrincipalName, ServicePrincipalId, ServicePrincipalCredentialKeyId, RequestUri, RequestMethod
from read_ndjson(:events, columns = {
  "Type": 'VARCHAR', TimeGenerated: 'VARCHAR', UniqueTokenIdentifier: 'VARCHAR', SignInActivityId: 'VARCHAR', IPAddress: 'VARCHAR', ResultType: 'VARCHAR',
  AuthenticationRequirement: 'VARCHAR', ConditionalAccessStatus: 'VARCHAR', UserAgent: 'VARCHAR', ResourceDisplayName: 'VARCHAR',
  AppDisplayName: 'VARCHAR', UserPrincipalName: 'VARCHAR', LocationDetails: 'VARCHAR', ResponseStatusCode: 'INTEGER', ServicePrincipalName: 'VARCHAR',
  ServicePrincipalId: 'VARCHAR', ServicePrincipalCredentialKeyId: 'VARCHAR', RequestUri: 'VARCHAR', RequestMethod: 'VARCHAR'})
where ("Type" = 'AADNonInteractiveUserSignInLogs'
       and ResultType = '0'
       and lower(AuthenticationRequirement) = 'singlefactorauthentication'
       and lower(ConditionalAccessStatus) in ('notapplied', 'disabled', 'notenabled')
       and (regexp_matches(UserAgent, '(?i)(^|[^a-z0-9])((python-requests|go-http-client|node-fetch|postmanruntime|libcurl|ruby|aiohttp|httpx)([^a-z0-9]|$)|(curl|wget|okhttp|axios|java)/)')
            or regexp_matches(ResourceDisplayName, '(?i)(^|[^a-z0-9])(microsoft graph|office 365 exchange online|sharepoint online|microsoft teams|onedrive|azure key vault|windows azure service management api)([^a-z0-9]|$)')))
   or ("Type" = 'MicrosoftGraphActivityLogs' and ResponseStatusCode between 100 and 300)
   or "Type" in ('AADServicePrincipalSignInLogs', 'AADManagedIdentitySignInLogs');

copy (
  select *,
         case when UniqueIPs >= 3 then 'Token used from 3+ distinct IPs — likely shared or stolen token'
              when UniqueResources >= 5 then 'Token accessing 5+ resources — automated enumeration pattern'
              when TokenUseCount > 50 then 'High-frequency API access — scripted tool or automation'
              else 'Suspicious single-factor token-based authentication to sensitive resource' end as RiskIndicator
  from (
    select substr(TimeGenerated, 1, 13) || ':00:00.0000000Z' as TimeGenerated, UserPrincipalName, count(*) as TokenUseCount,
           count(distinct ResourceDisplayName) as UniqueResources, count(distinct AppDisplayName) as UniqueApps, count(distinct IPAddress) as UniqueIPs,
           list(distinct ResourceDisplayName)[1:10] as Resources, list(distinct AppDisplayName)[1:5] as Apps, list(distinct IPAddress)[1:5] as SourceIPs,
           list(distinct UserAgent)[1:3] as UserAgents, list(distinct json_extract_string(LocationDetails, '$.countryOrRegion'))[1:5] as Countries
    from logs
    where "Type" = 'AADNonInteractiveUserSignInLogs'
    group by 1, 2)
  where TokenUseCount > 10 or UniqueResources >= 3 or UniqueIPs >= 2
) to :uses (format json);

copy (
  select used.TimeGenerated, issued.ServicePrincipalName, issued.IPAddress as SigninInIPAddress, used.IPAddress as ActivityIPAddress,
         used.ServicePrincipalId, issued.ServicePrincipalCredentialKeyId, used.RequestUri, used.RequestMethod
  from logs as used join logs as issued on used.SignInActivityId = issued.UniqueTokenIdentifier
  where used."Type" = 'MicrosoftGraphActivityLogs'
    and issued."Type" in ('AADServicePrincipalSignInLogs', 'AADManagedIdentitySignInLogs')
    and issued.IPAddress <> used.IPAddress
) to :replays (format json);
