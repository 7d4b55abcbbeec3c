package ai.hone.kernel.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import ai.hone.tensor.Kernels;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

final class Nd4jProviderTest {
    /** Defines this package anew and hides ND4J's CPU back end from it, as if nd4j-native were not there. */
    private static final class WithoutBackEnd extends ClassLoader {
        WithoutBackEnd() {
            super(Nd4jProviderTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.nd4j.linalg.cpu.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("ai.hone.kernel.nd4j.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(Kernels.Provider.class)).anyMatch(p -> p instanceof Nd4jProvider);
    }

    @Test
    void isAvailableHereWithTheLowestPriority() {
        Nd4jProvider provider = new Nd4jProvider();
        assertThat(provider.unavailable()).isNull();
        assertThat(provider.priority()).isZero();
        assertThat(provider.create()).isInstanceOf(Nd4jKernels.class);
    }

    @Test
    void saysInOneSentenceThatTheBackEndIsMissing() throws ReflectiveOperationException {
        Class<?> provider = new WithoutBackEnd().loadClass(Nd4jProvider.class.getName());
        Kernels.Provider hidden =
                (Kernels.Provider) provider.getDeclaredConstructor().newInstance();
        assertThat(hidden.unavailable()).isEqualTo("no ND4J back end (nd4j-native) is on the class path");
    }

    @Test
    void warnsOfABuildWithoutOneDnn() {
        String architecture = System.getProperty("os.arch");
        boolean x86 = architecture.equals("amd64") || architecture.equals("x86_64");
        assertThat(BackendInfo.warnings("Build Info: GCC; HAVE_ONEDNN HAVE_OPENBLAS"))
                .isEmpty();
        assertThat(BackendInfo.warnings("Build Info: GCC; HAVE_OPENBLAS"))
                .hasSize(x86 ? 1 : 0)
                .allSatisfy(warning -> assertThat(warning)
                        .contains("convolutions will be about 10× slower")
                        .contains("-Dorg.bytedeco.javacpp.platform.extension=-onednn"));
        assertThat(BackendInfo.name("HAVE_ONEDNN")).isEqualTo("nd4j 1.0.0-M2.1 (oneDNN)");
        assertThat(BackendInfo.name("")).isEqualTo("nd4j 1.0.0-M2.1 (without oneDNN)");
    }
}
