package ai.hone.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each test of the class (or the one test) must leave as many live native bytes on the default back end as it found, and must make
 * no tensor outside a {@link ai.hone.tensor.Scope}; see {@link LeakExtension}. Such tests run one at a time.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LeakExtension.class)
public @interface LeakFree {
    /** Whether a tensor made outside any scope on the test's thread fails the test; true by default. */
    boolean strict() default true;
}
