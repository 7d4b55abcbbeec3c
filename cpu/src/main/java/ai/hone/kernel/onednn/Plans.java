package ai.hone.kernel.onednn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The plans of one thread, by use: the ones that were not used for longest go when there are too many, as when every batch has another shape. */
final class Plans {
    /** A ResNet-152 needs about 600 for training. */
    private static final int MOST = 2048;

    private static final ThreadLocal<Plans> LOCAL = ThreadLocal.withInitial(Plans::new);

    private final Map<Key, AutoCloseable> kept = new LinkedHashMap<>(256, 0.75f, true);

    private Plans() {}

    /** The plan for a key, made if this thread has none. */
    static <T extends AutoCloseable> T get(Class<T> type, Key key, Supplier<T> maker) {
        return LOCAL.get().find(type, key, maker);
    }

    static int count() {
        return LOCAL.get().kept.size();
    }

    private <T extends AutoCloseable> T find(Class<T> type, Key key, Supplier<T> maker) {
        AutoCloseable found = kept.get(key);
        if (found == null) {
            found = maker.get();
            kept.put(key, found);
            if (kept.size() > MOST) {
                dropEldest();
            }
        }
        return type.cast(found);
    }

    private void dropEldest() {
        var eldest = kept.entrySet().iterator();
        AutoCloseable plan = eldest.next().getValue();
        eldest.remove();
        try {
            plan.close();
        } catch (Exception e) {
            throw new IllegalStateException("plan: expected to be closed but received " + e + ".", e);
        }
    }
}
