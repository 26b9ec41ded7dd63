package io.tokenwatch.engine;

import com.espertech.esper.common.client.EventBean;
import com.espertech.esper.common.client.EventType;
import com.espertech.esper.common.client.meta.EventTypeIdPair;
import com.espertech.esper.common.internal.context.module.RuntimeExtensionServices;
import com.espertech.esper.common.internal.epl.expression.core.ExprEvaluatorContext;
import com.espertech.esper.common.internal.event.core.EventTypeIdResolver;
import com.espertech.esper.common.internal.event.eventtyperepo.EventTypeRepository;
import com.espertech.esper.common.internal.filterspec.FilterSharedLookupableRepository;
import com.espertech.esper.common.internal.filterspec.FilterValueSetParam;
import com.espertech.esper.common.internal.filtersvc.FilterHandle;
import com.espertech.esper.common.internal.settings.RuntimeSettingsService;
import com.espertech.esper.runtime.internal.filtersvcimpl.FilterItem;
import com.espertech.esper.runtime.internal.filtersvcimpl.FilterServiceBase;
import com.espertech.esper.runtime.internal.filtersvcimpl.FilterServiceGranularLockFactoryNone;
import com.espertech.esper.runtime.internal.filtersvcimpl.FilterServiceSPI;
import com.espertech.esper.runtime.internal.kernel.service.EPServicesContextFactoryDefault;
import com.espertech.esper.runtime.internal.statementlifesvc.StatementLifecycleServiceImpl;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The filter service of one rule's runtime. A row whose filter was {@linkplain Subscription#exact judged exactly}
 * before it became an event goes on to its statement without being asked again; all other events are matched as Esper
 * does. Takes no lock: a runtime is used by one thread at a time.
 */
final class JudgedFilters extends FilterServiceBase {
    private final Map<EventType, FilterHandle> judged = new IdentityHashMap<>();
    private Set<String> tables = Set.of();

    private JudgedFilters() {
        super(FilterServiceGranularLockFactoryNone.INSTANCE, -1);
    }

    /** Has a runtime use this service; made by Esper, by its name. */
    public static final class Factory extends EPServicesContextFactoryDefault {
        @Override
        protected FilterServiceSPI makeFilterService(
                RuntimeExtensionServices extension,
                EventTypeRepository eventTypes,
                StatementLifecycleServiceImpl statements,
                RuntimeSettingsService settings,
                EventTypeIdResolver typeIds,
                FilterSharedLookupableRepository lookupables) {
            return new JudgedFilters();
        }
    }

    /**
     * Rows of these tables are only sent if the one statement wants them that is yet to be added for each.
     *
     * @param names the names of the tables
     */
    void judge(Set<String> names) {
        tables = Set.copyOf(names);
    }

    @Override
    public void add(EventType type, FilterValueSetParam[][] filter, FilterHandle statement) {
        addInternal(type, filter, statement);
        if (tables.contains(type.getName()) && judged.put(type, statement) != null) {
            throw new IllegalStateException("several statements filter " + type.getName());
        }
    }

    @Override
    public void remove(FilterHandle statement, EventType type, FilterValueSetParam[][] filter) {
        removeInternal(statement, type, filter);
        judged.remove(type);
    }

    @Override
    public void removeType(EventType type) {
        removeTypeInternal(type);
        judged.remove(type);
    }

    @Override
    public long evaluate(EventBean event, Collection<FilterHandle> matches, ExprEvaluatorContext context) {
        FilterHandle statement = judged.get(event.getEventType());
        if (statement == null) {
            return evaluateInternal(event, matches, context);
        }
        matches.add(statement);
        return getFiltersVersion();
    }

    @Override
    public long evaluate(
            EventBean event, Collection<FilterHandle> matches, int statementId, ExprEvaluatorContext context) {
        FilterHandle statement = judged.get(event.getEventType());
        if (statement == null) {
            return evaluateInternal(event, matches, statementId, context);
        }
        if (statement.getStatementId() == statementId) {
            matches.add(statement);
        }
        return getFiltersVersion();
    }

    @Override
    public Map<EventTypeIdPair, Map<Integer, List<FilterItem[]>>> get(Set<Integer> statementIds) {
        return getInternal(statementIds);
    }

    @Override
    public void acquireWriteLock() {
        // one thread at a time
    }

    @Override
    public void releaseWriteLock() {
        // one thread at a time
    }
}
