package io.tokenwatch.engine.safety;

import com.espertech.esper.common.client.EPCompiled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Reads the byte code of a compiled rule and holds each class, method and field that it uses against
 * {@link AllowedCalls}. Nothing of the rule is loaded, let alone run.
 */
public final class BytecodeCheck {
    private static final AllowedCalls ALLOWED = new AllowedCalls(WordList.read("calls.txt"));
    private static final String PACKAGE = "generated.";

    private BytecodeCheck() {}

    /**
     * Something that a class uses and may not.
     *
     * @param type the generated class
     * @param owner the class whose member it uses, or that it names
     * @param member the method or field; "" if the class is only named
     */
    public record Forbidden(String type, String owner, String member) {
        /** As a rule's author would write it. */
        public String call() {
            return member.isEmpty() || member.equals("<init>") ? owner : owner + "." + member;
        }

        /**
         * Whether the class belongs to a statement.
         *
         * @param name the statement's name; {@code stmt-} and its number from 0 if it has none
         */
        public boolean in(String name) {
            String part = name.codePoints()
                    .mapToObj(c -> Character.isJavaIdentifierPart(c) ? Character.toString(c) : String.valueOf(c))
                    .collect(Collectors.joining());
            return type.replaceFirst("\\$.*", "").matches(".*_[0-9a-f]{40}_\\Q" + part + "\\E(_\\d+)?");
        }
    }

    /** What a compiled rule uses and may not; empty if it is fine. */
    public static List<Forbidden> forbidden(EPCompiled compiled) {
        Map<String, byte[]> classes = compiled.getClasses();
        List<Forbidden> forbidden = new ArrayList<>();
        String provider = compiled.getManifest().getModuleProviderClassName();
        if (provider == null || !classes.containsKey(provider)) {
            forbidden.add(new Forbidden("", String.valueOf(provider), ""));
        }
        classes.forEach((name, bytes) -> {
            Reader reader = new Reader(name, classes.keySet(), forbidden);
            try {
                new ClassReader(bytes).accept(reader, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
            } catch (RuntimeException unreadable) {
                forbidden.add(new Forbidden(name, "unreadable byte code", ""));
            }
        });
        return forbidden.stream().distinct().toList();
    }

    private static final class Reader extends ClassVisitor {
        private final String name;
        private final Set<String> own;
        private final List<Forbidden> forbidden;
        private final MethodVisitor code = new Code();

        Reader(String name, Set<String> own, List<Forbidden> forbidden) {
            super(Opcodes.ASM9);
            this.name = name;
            this.own = own;
            this.forbidden = forbidden;
        }

        @Override
        public void visit(int version, int access, String type, String generic, String above, String[] interfaces) {
            String itself = type.replace('/', '.');
            if (!itself.equals(name) || !itself.startsWith(PACKAGE)) {
                forbid(itself, "");
            }
            named(Type.getObjectType(above));
            for (String one : interfaces) {
                named(Type.getObjectType(one));
            }
        }

        @Override
        public FieldVisitor visitField(int access, String field, String type, String generic, Object value) {
            return null;
        }

        @Override
        public MethodVisitor visitMethod(int access, String method, String type, String generic, String[] thrown) {
            if ((access & Opcodes.ACC_NATIVE) != 0) {
                forbid("native", method);
            }
            return code;
        }

        private void used(String owner, String member) {
            Type type = Type.getObjectType(owner);
            boolean array = type.getSort() == Type.ARRAY;
            if (array ? !member.equals("clone") : !isOwn(type) && !ALLOWED.allows(type.getClassName(), member)) {
                forbid(type.getClassName(), member);
            }
        }

        private void named(Type type) {
            Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
            if (element.getSort() == Type.METHOD
                    || element.getSort() == Type.OBJECT && !isOwn(element) && !ALLOWED.knows(element.getClassName())) {
                forbid(element.getClassName(), "");
            }
        }

        private boolean isOwn(Type type) {
            return type.getClassName().startsWith(PACKAGE) && own.contains(type.getClassName());
        }

        private void forbid(String owner, String member) {
            forbidden.add(new Forbidden(name, owner, member));
        }

        private final class Code extends MethodVisitor {
            Code() {
                super(Opcodes.ASM9);
            }

            @Override
            public void visitMethodInsn(int opcode, String owner, String method, String type, boolean ofInterface) {
                used(owner, method);
            }

            @Override
            public void visitFieldInsn(int opcode, String owner, String field, String type) {
                used(owner, field);
            }

            @Override
            public void visitTypeInsn(int opcode, String type) {
                named(Type.getObjectType(type));
            }

            @Override
            public void visitMultiANewArrayInsn(String type, int dimensions) {
                named(Type.getType(type));
            }

            @Override
            public void visitLdcInsn(Object value) {
                if (value instanceof Type type) {
                    named(type);
                } else if (!(value instanceof Number || value instanceof String)) {
                    forbid(value.toString(), "");
                }
            }

            @Override
            public void visitInvokeDynamicInsn(String method, String type, Handle bootstrap, Object... arguments) {
                forbid(bootstrap.getOwner().replace('/', '.'), bootstrap.getName() + Arrays.toString(arguments));
            }
        }
    }
}
