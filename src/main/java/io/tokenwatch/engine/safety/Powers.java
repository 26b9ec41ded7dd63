package io.tokenwatch.engine.safety;

import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarBaseListener;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarLexer;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser;
import io.tokenwatch.engine.function.Regexes;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Refuses what would reach beyond the events: classes, scripts, databases, files, unknown functions. */
final class Powers extends EsperEPL2GrammarBaseListener {
    private static final Set<String> FUNCTIONS = Set.copyOf(WordList.read("functions.txt"));
    private static final Set<String> TYPES = Set.copyOf(WordList.read("types.txt"));
    private static final List<String> ANNOTATIONS = WordList.read("annotations.txt");
    private static final Set<String> REFLECTIVE = Set.of("class", "classloader", "declaringclass", "getclass");
    private static final String NO_JAVA =
            "rules may not use Java classes; use EPL's own operators and the functions of the rule author's guide";
    private static final int MOST_WILDCARDS = 3;

    private final Vocabulary vocabulary;
    private final Declared declared;
    private final Offences offences;

    Powers(Vocabulary vocabulary, Declared declared, Offences offences) {
        this.vocabulary = vocabulary;
        this.declared = declared;
        this.offences = offences;
    }

    @Override
    public void enterChainableWithArgs(EsperEPL2GrammarParser.ChainableWithArgsContext part) {
        String written = part.chainableIdent().getText();
        String name = EplTree.name(written);
        if (REFLECTIVE.contains(name.toLowerCase(Locale.ROOT)) || !name.matches("[\\w$ ]+")) {
            offences.add(part, NO_JAVA);
        } else if (part.lp != null && !isFunction(name)) {
            offences.add(
                    part,
                    "'" + name + "' is not a function that rules may call"
                            + Nearest.to(name, functions())
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse("")
                            + " (" + NO_JAVA + ")");
        } else if (part.lp != null) {
            arguments(name.toLowerCase(Locale.ROOT), part);
        }
    }

    private boolean isFunction(String name) {
        return vocabulary.functions().contains(name)
                || declared.expressions.containsKey(name)
                || FUNCTIONS.contains(name.toLowerCase(Locale.ROOT));
    }

    private Set<String> functions() {
        return Stream.of(vocabulary.functions(), declared.expressions.keySet(), FUNCTIONS)
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
    }

    private void arguments(String name, EsperEPL2GrammarParser.ChainableWithArgsContext call) {
        List<EsperEPL2GrammarParser.LibFunctionArgItemContext> arguments = call.libFunctionArgs() == null
                ? List.of()
                : call.libFunctionArgs().libFunctionArgItem();
        if (name.equals("matches_regex") && arguments.size() == 2) {
            regex(call, EplTree.textConstant(arguments.get(1)));
        } else if (name.equals("replace") && arguments.size() == 2) {
            String what = EplTree.textConstant(arguments.get(0));
            String by = EplTree.textConstant(arguments.get(1));
            if (what == null || by == null || what.isEmpty() || by.length() > what.length()) {
                offences.add(call, "a text may only be replaced by one that is no longer; expected two text constants");
            }
        } else if (name.equals("aggregate")) {
            growth(call);
        }
    }

    private void regex(ParserRuleContext call, String pattern) {
        if (pattern == null) {
            offences.add(call, "the pattern of matches_regex must be a text constant without backslashed quotes");
            return;
        }
        try {
            Regexes.pattern(pattern.replace("\\\\", "\\"));
        } catch (IllegalArgumentException wrong) {
            offences.add(call, wrong.getMessage());
        }
    }

    /** A text that is made longer and put where the next event finds it would double with each event. */
    private void growth(ParserRuleContext where) {
        boolean concatenated = EplTree.hasToken(where, EsperEPL2GrammarLexer.LOR)
                || EplTree.all(where, EsperEPL2GrammarParser.ChainableIdentContext.class).stream()
                        .anyMatch(name -> name.getText().equalsIgnoreCase("concat"));
        if (concatenated) {
            offences.add(where, "texts may not be joined here, they would grow with every event; keep the parts apart");
        }
    }

    @Override
    public void enterOnSetAssignment(EsperEPL2GrammarParser.OnSetAssignmentContext assignment) {
        growth(assignment);
    }

    @Override
    public void enterChainableRootWithOpt(EsperEPL2GrammarParser.ChainableRootWithOptContext part) {
        dynamic(part, part.q);
    }

    @Override
    public void enterChainableAtomicWithOpt(EsperEPL2GrammarParser.ChainableAtomicWithOptContext part) {
        dynamic(part, part.q);
    }

    private void dynamic(ParserRuleContext part, org.antlr.v4.runtime.Token mark) {
        if (mark != null) {
            offences.add(part, "columns that are looked for at run time are not allowed; name a column of the schema");
        }
    }

    @Override
    public void enterSubstitution(EsperEPL2GrammarParser.SubstitutionContext parameter) {
        offences.add(parameter, "parameters are not allowed in rules; write the value");
    }

    @Override
    public void enterUnaryExpression(EsperEPL2GrammarParser.UnaryExpressionContext expression) {
        if (expression.getStart().getType() == EsperEPL2GrammarLexer.NEWKW
                && expression.newAssign().isEmpty()) {
            offences.add(expression, NO_JAVA);
        }
    }

    @Override
    public void enterClassDecl(EsperEPL2GrammarParser.ClassDeclContext type) {
        offences.add(type, "inlined classes are not allowed; " + NO_JAVA);
    }

    @Override
    public void enterExpressionDecl(EsperEPL2GrammarParser.ExpressionDeclContext expression) {
        if (expression.expressionDialect() != null
                || expression.classIdentifierWithDimensions() != null
                || expression.expressionDef().stringconstant() != null) {
            offences.add(expression, "scripts are not allowed; write the expression in EPL: create expression x { … }");
        }
        if (isFunction(expression.name.getText()) && !declared.expressions.containsKey(expression.name.getText())
                || vocabulary.functions().contains(expression.name.getText())) {
            offences.add(expression.name, expression.name.getText() + " is a function already; take another name");
        }
    }

    @Override
    public void enterCreateDataflow(EsperEPL2GrammarParser.CreateDataflowContext dataflow) {
        offences.add(
                dataflow, "data flows are not allowed; read tables with select and write streams with insert into");
    }

    @Override
    public void enterDatabaseJoinExpression(EsperEPL2GrammarParser.DatabaseJoinExpressionContext join) {
        offences.add(join, "databases are not allowed; keep lists in epl/lists");
    }

    @Override
    public void enterMethodJoinExpression(EsperEPL2GrammarParser.MethodJoinExpressionContext join) {
        offences.add(join, "methods are not allowed as streams; " + NO_JAVA);
    }

    @Override
    public void enterForExpr(EsperEPL2GrammarParser.ForExprContext clause) {
        offences.add(clause, "the for clause is not allowed; every row of the statement is delivered");
    }

    @Override
    public void enterFafInsert(EsperEPL2GrammarParser.FafInsertContext query) {
        offences.add(query, "rules only have statements that run on, no queries");
    }

    @Override
    public void enterEvalRelationalExpression(EsperEPL2GrammarParser.EvalRelationalExpressionContext expression) {
        if (expression.regex != null) {
            offences.add(
                    expression,
                    "regexp can take for ever on some texts; write matches_regex(text, 'pattern'), which searches the text with RE2");
        } else if (expression.like != null) {
            String pattern = EplTree.textConstant(expression.concatenationExpr(1));
            if (pattern == null || pattern.chars().filter(c -> c == '%').count() > MOST_WILDCARDS) {
                offences.add(
                        expression,
                        "like expects a text constant with at most " + MOST_WILDCARDS
                                + " of %; write matches_regex(text, 'pattern')");
            }
        }
    }

    @Override
    public void enterClassIdentifierWithDimensions(EsperEPL2GrammarParser.ClassIdentifierWithDimensionsContext type) {
        type(type, type.classIdentifier().getText());
    }

    @Override
    public void enterBuiltin_instanceof(EsperEPL2GrammarParser.Builtin_instanceofContext test) {
        test.classIdentifier().forEach(type -> type(type, type.getText()));
    }

    private void type(ParserRuleContext where, String name) {
        boolean known = TYPES.contains(name.toLowerCase(Locale.ROOT)) || isPlain(name) && !name.startsWith("java");
        if (!known) {
            offences.add(
                    where,
                    "expected one of the types "
                            + String.join(", ", TYPES.stream().sorted().toList()));
        }
    }

    @Override
    public void enterClassIdentifier(EsperEPL2GrammarParser.ClassIdentifierContext name) {
        boolean mayHaveDots = name.getParent() instanceof EsperEPL2GrammarParser.CreateColumnListElementContext
                || name.getParent() instanceof EsperEPL2GrammarParser.ElementValueEnumContext
                || name.getParent() instanceof EsperEPL2GrammarParser.AnnotationEnumContext
                || name.getParent() instanceof EsperEPL2GrammarParser.Builtin_instanceofContext
                || name.getParent() instanceof EsperEPL2GrammarParser.ClassIdentifierWithDimensionsContext;
        if (!mayHaveDots && !isPlain(name.getText())) {
            offences.add(name, "expected the name of a stream, a window or a table, not of a Java class");
        }
    }

    private static boolean isPlain(String name) {
        return EplTree.name(name).matches("[\\w$]+");
    }

    @Override
    public void enterAnnotationEnum(EsperEPL2GrammarParser.AnnotationEnumContext annotation) {
        String name = annotation.classIdentifier().getText();
        Set<String> known = new HashSet<>(vocabulary.annotations());
        known.addAll(ANNOTATIONS);
        if (known.stream().noneMatch(name::equalsIgnoreCase)) {
            offences.add(
                    annotation,
                    "@" + name + " is not an annotation that rules may use"
                            + Nearest.to(name, known)
                                    .map(near -> "; did you mean @" + near + "?")
                                    .orElse("; known are "
                                            + known.stream().sorted().toList()));
        } else if (name.equalsIgnoreCase("EventRepresentation")
                && !annotation.getText().matches("(?i).*\\((value=)?(objectarray|map)\\)")) {
            offences.add(annotation, "expected @EventRepresentation(objectarray) or @EventRepresentation(map)");
        }
    }

    @Override
    public void enterCreateSchemaExpr(EsperEPL2GrammarParser.CreateSchemaExprContext schema) {
        if (schema.keyword != null
                && !List.of("objectarray", "map", "variant")
                        .contains(schema.keyword.getText().toLowerCase(Locale.ROOT))) {
            offences.add(
                    schema,
                    "expected create schema, create objectarray schema, create map schema or create variant schema");
        }
        own(schema, schema.createSchemaDef().name.getText());
    }

    @Override
    public void enterCreateWindowExpr(EsperEPL2GrammarParser.CreateWindowExprContext window) {
        own(window, window.i.getText());
    }

    @Override
    public void enterCreateTableExpr(EsperEPL2GrammarParser.CreateTableExprContext table) {
        own(table, table.n.getText());
    }

    @Override
    public void enterCreateVariableExpr(EsperEPL2GrammarParser.CreateVariableExprContext variable) {
        own(variable, variable.n.getText());
    }

    @Override
    public void enterCreateContextExpr(EsperEPL2GrammarParser.CreateContextExprContext context) {
        own(context, context.name.getText());
    }

    @Override
    public void enterInsertIntoExpr(EsperEPL2GrammarParser.InsertIntoExprContext insert) {
        own(insert, insert.classIdentifier().getText());
    }

    @Override
    public void enterMergeInsert(EsperEPL2GrammarParser.MergeInsertContext insert) {
        if (insert.classIdentifier() != null) {
            own(insert, insert.classIdentifier().getText());
        }
    }

    @Override
    public void enterUpdateDetails(EsperEPL2GrammarParser.UpdateDetailsContext update) {
        own(update, update.classIdentifier().getText());
    }

    private void own(ParserRuleContext where, String name) {
        if (vocabulary.tables().contains(EplTree.name(name))) {
            offences.add(where, name + " is a table of epl/events; take another name");
        }
    }

    @Override
    public void visitTerminal(TerminalNode token) {
        int type = token.getSymbol().getType();
        if (type == EsperEPL2GrammarLexer.TICKED_STRING_LITERAL
                && !EplTree.name(token.getText()).matches("[\\w$ ]+")) {
            offences.add(token.getSymbol(), token.getText() + ": expected letters, digits and blanks between ticks");
        }
    }
}
