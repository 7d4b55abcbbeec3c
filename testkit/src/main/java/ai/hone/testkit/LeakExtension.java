package ai.hone.testkit;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Fails a test after which more native bytes are live on the default back end than before it, and, unless {@link LeakFree#strict()}
 * is false, one that makes a tensor outside any scope, naming the place. What is made in a test's {@code @BeforeEach} must be closed
 * in its {@code @AfterEach}. Workers of a loader get two seconds to give back what they hold.
 */
public final class LeakExtension implements BeforeEachCallback, AfterEachCallback, TestExecutionExceptionHandler {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(LeakExtension.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put(context.getUniqueId(), LeakCheck.start(strict(context)));
    }

    private static boolean strict(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), LeakFree.class)
                .or(() -> AnnotationSupport.findAnnotation(context.getTestClass(), LeakFree.class))
                .map(LeakFree::strict)
                .orElse(true);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw LeakCheck.explained(failure);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        LeakCheck check = context.getStore(NAMESPACE).remove(context.getUniqueId(), LeakCheck.class);
        if (check != null) {
            check.finish(context.getExecutionException().isPresent());
        }
    }
}
