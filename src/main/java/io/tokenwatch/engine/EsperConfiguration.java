package io.tokenwatch.engine;

import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.common.client.hook.exception.ExceptionHandler;
import com.espertech.esper.common.client.hook.exception.ExceptionHandlerFactory;
import com.espertech.esper.common.client.hook.exception.ExceptionHandlerFactoryContext;
import io.tokenwatch.engine.annotation.AlertKey;
import io.tokenwatch.engine.annotation.Attack;
import io.tokenwatch.engine.annotation.Detection;
import io.tokenwatch.engine.annotation.Entities;
import io.tokenwatch.engine.annotation.FalsePositives;
import io.tokenwatch.engine.annotation.PartitionBy;
import io.tokenwatch.engine.annotation.Project;
import io.tokenwatch.engine.annotation.References;
import io.tokenwatch.engine.annotation.Samples;
import io.tokenwatch.engine.annotation.Suppress;
import io.tokenwatch.engine.annotation.UpdateOn;
import io.tokenwatch.engine.safety.SafeConfiguration;
import io.tokenwatch.engine.window.KeyedWindowForge;
import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Column;
import io.tokenwatch.event.Table;
import io.tokenwatch.lane.Watermarks;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What Esper is told at compile time and at run time: the tables as event types, the functions, the annotations,
 * constants, and who moves the clock.
 */
final class EsperConfiguration {
    /** The event that tells a rule how far event time has come, in its {@link Table#TIME_COLUMN}. */
    static final String WATERMARK = "Watermark";

    static final List<Class<?>> ANNOTATIONS = List.of(
            AlertKey.class,
            Attack.class,
            Detection.class,
            Entities.class,
            FalsePositives.class,
            PartitionBy.class,
            Project.class,
            References.class,
            Samples.class,
            Suppress.class,
            UpdateOn.class);

    private EsperConfiguration() {}

    /** The constants of the tables: {@code retention_<Table>}, in ticks. */
    static Map<String, Object> constants(Catalog catalog) {
        Map<String, Object> constants = new TreeMap<>();
        for (Table table : catalog.tables()) {
            constants.put("retention_" + table.name(), Watermarks.ticks(table.retention()));
        }
        return constants;
    }

    /** All constants that rules may name: those of the tables, and the lists. */
    static Map<String, Object> constants(Configuration configuration) {
        Map<String, Object> constants = new TreeMap<>();
        configuration
                .getCommon()
                .getVariables()
                .forEach((name, variable) -> constants.put(name, variable.getInitializationValue()));
        return constants;
    }

    /** Without named lists. */
    static Configuration of(Catalog catalog, Functions functions) {
        return of(catalog, functions, Lists.NONE);
    }

    static Configuration of(Catalog catalog, Functions functions, Lists lists) {
        Configuration configuration = new Configuration();
        var common = configuration.getCommon();
        for (Table table : catalog.tables()) {
            String[] names = table.columns().stream().map(Column::name).toArray(String[]::new);
            Object[] types = table.columns().stream()
                    .map(c -> (Object) c.type().javaType())
                    .toArray();
            common.addEventType(table.name(), names, types);
        }
        common.addEventType(WATERMARK, new String[] {Table.TIME_COLUMN}, new Object[] {Long.class});
        constants(catalog).forEach((name, value) -> common.addVariable(name, long.class, value, true));
        lists.named().forEach((name, values) -> common.addVariable(name, "string[]", values, true));
        SafeConfiguration.restrict(
                configuration,
                Set.of(
                        Rethrow.class.getName(),
                        KeyedWindowForge.class.getName(),
                        JudgedFilters.Factory.class.getName()));
        ANNOTATIONS.forEach(common::addAnnotationImport);
        functions.addTo(configuration);
        configuration
                .getCompiler()
                .addPlugInVirtualDataWindow("tokenwatch", KeyedWindowForge.NAME, KeyedWindowForge.class.getName());
        // The lane's thread is the only one that sends events and moves time, so nothing needs an order or a lock of
        // its own.
        var threading = configuration.getRuntime().getThreading();
        threading.setInternalTimerEnabled(false);
        threading.setListenerDispatchPreserveOrder(false);
        threading.setInsertIntoDispatchPreserveOrder(false);
        threading.setNamedWindowConsumerDispatchPreserveOrder(false);
        configuration.getRuntime().getExecution().setDisableLocking(true);
        configuration.getRuntime().getExceptionHandling().addClass(Rethrow.class);
        configuration.getRuntime().setEpServicesContextFactoryClassName(JudgedFilters.Factory.class.getName());
        return configuration;
    }

    /** Esper logs what goes wrong in a rule and drops the event; here it goes up to the lane. */
    public static final class Rethrow implements ExceptionHandlerFactory {
        @Override
        public ExceptionHandler getHandler(ExceptionHandlerFactoryContext context) {
            return failure -> {
                throw new IllegalStateException(
                        "statement " + failure.getStatementName() + " failed: " + failure.getThrowable(),
                        failure.getThrowable());
            };
        }
    }
}
