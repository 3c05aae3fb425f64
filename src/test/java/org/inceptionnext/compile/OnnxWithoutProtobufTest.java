package org.inceptionnext.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.inceptionnext.checkpoint.DType;
import org.inceptionnext.network.OutputKind;
import org.inceptionnext.testing.FormulaWeights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxWithoutProtobufTest {
    @TempDir
    Path folder;

    /** The writer's own classes once more, with a class path on which protobuf is not. */
    private static final class WithoutProtobuf extends ClassLoader {
        WithoutProtobuf() {
            super(OnnxWithoutProtobufTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("com.google.protobuf.")) {
                throw new ClassNotFoundException(name);
            }
            return name.startsWith("org.inceptionnext.compile.") ? own(name) : super.loadClass(name, resolve);
        }

        private Class<?> own(String name) throws ClassNotFoundException {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            try (InputStream in =
                    Objects.requireNonNull(getResourceAsStream(name.replace('.', '/') + ".class"), name)) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void errorNamesTheArtifact() throws Exception {
        Class<?> writer = new WithoutProtobuf().loadClass(Onnx.class.getName());
        Method write = Arrays.stream(writer.getMethods())
                .filter(method -> method.getName().equals("write") && method.getParameterCount() == 4)
                .findFirst()
                .orElseThrow();
        Path file = folder.resolve("model.onnx");
        Throwable thrown = catchThrowable(() ->
                write.invoke(null, FormulaWeights.ofVariant("pico"), List.of(OutputKind.LOGITS), DType.F32, file));
        assertThat(thrown).isInstanceOf(InvocationTargetException.class);
        assertThat(thrown.getCause())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("an ONNX file is written with a library that is not on the class path: add"
                        + " com.google.protobuf:protobuf-java (4.x) to your dependencies");
        assertThat(file).doesNotExist();
    }
}
