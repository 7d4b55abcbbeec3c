package ai.hone.tensor;

import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Lexical owner of native memory: the innermost open scope on the thread owns every new tensor and frees it on close.
 *
 * <pre>{@code
 * try (var scope = Scope.open()) {
 *     Tensor y = model.forward(x).softmax(-1);
 *     return y.toFloatArray();              // heap copies are the way out; keep(y) moves y to the enclosing scope instead
 * }
 * }</pre>
 *
 * <p>Scopes opened on a thread close on it, innermost first. A {@linkplain #detached() detached} scope is not part of that
 * order: it owns only what it {@linkplain #adopt adopts}, for objects that live longer than a block. With no open scope a new tensor is
 * freed when the garbage collector finds it, which is fit for a shell and little else; one warning says so.
 */
public final class Scope implements AutoCloseable {
    private static final ThreadLocal<@Nullable Scope> INNERMOST = new ThreadLocal<>();
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private final @Nullable Scope parent;
    private final Kernels kernels;
    private final boolean recording;
    private final boolean stacked;
    private final boolean forbidding;
    private final boolean handingUp;
    private final String opened;
    private final List<Tensor> owned = new ArrayList<>();
    private boolean closed;

    private Scope(
            @Nullable Scope parent,
            Kernels kernels,
            boolean recording,
            boolean stacked,
            boolean forbidding,
            boolean handingUp,
            String opened) {
        this.parent = parent;
        this.kernels = kernels;
        this.recording = recording;
        this.stacked = stacked;
        this.forbidding = forbidding;
        this.handingUp = handingUp;
        this.opened = opened;
        if (stacked) {
            INNERMOST.set(this);
        }
    }

    /** Class, method and line outside this class. */
    private static String caller() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(f -> !f.getClassName().equals(Scope.class.getName()))
                        .findFirst()
                        .map(f -> f.toStackTraceElement().toString())
                        .orElse("unknown place"));
    }

    /** Opens a scope inside the innermost one, with its back end, and recording gradients if that one does (the outermost does). */
    public static Scope open() {
        return open(caller());
    }

    /** {@link #open()} for code that opens scopes often: to find out where it was opened takes longer than the rest.
     * @param place what messages say in its stead, such as {@code the training step} */
    public static Scope open(String place) {
        return new Scope(INNERMOST.get(), currentKernels(), recording(), true, false, false, place);
    }

    /**
     * Opens a scope for a part of a model. Where nothing is recorded it is as any other. Where gradients are, it frees on close what no
     * derivative will read, as {@link Autograd.Reads} tells, and gives all else to the enclosing scope, so that the way back can be gone.
     *
     * @param place what messages say about where it was opened, such as the layer's path
     */
    public static Scope part(String place) {
        Scope outer = INNERMOST.get();
        boolean recording = recording();
        boolean forbidding = recording && outer != null && outer.forbidding;
        return new Scope(outer, currentKernels(), recording, true, forbidding, recording, place);
    }

    /** Opens a scope whose new tensors live on the given back end. */
    public static Scope open(Kernels kernels) {
        return new Scope(INNERMOST.get(), kernels, recording(), true, false, false, caller());
    }

    /** Opens a scope in which no operation records a gradient. */
    public static Scope inference() {
        return inference(caller());
    }

    /** {@link #inference()} for code that opens scopes often.
     * @param place what messages say about where it was opened */
    public static Scope inference(String place) {
        return new Scope(INNERMOST.get(), currentKernels(), false, true, false, false, place);
    }

    /** Opens a scope in which every new tensor is an error: a test's guard that all tensors are made inside scopes of their own. */
    public static Scope forbidding() {
        return new Scope(INNERMOST.get(), currentKernels(), true, true, true, false, caller());
    }

    /** Makes an owner outside the thread's order; it frees what it adopted when it is closed, on any thread. */
    public static Scope detached() {
        return new Scope(null, currentKernels(), true, false, false, false, caller());
    }

    /** The back end of the innermost scope on this thread, else the default one. */
    public static Kernels currentKernels() {
        Scope scope = INNERMOST.get();
        return scope == null ? Backend.kernels() : scope.kernels;
    }

    /** Whether operations on this thread record gradients now. */
    public static boolean recording() {
        Scope scope = INNERMOST.get();
        return scope == null || scope.recording;
    }

    /** Gives a new tensor to the innermost scope, or to the garbage collector. */
    static void own(Tensor tensor, Storage storage) {
        Scope scope = INNERMOST.get();
        if (scope == null) {
            warnOnce();
            leaveToCollector(tensor);
        } else if (scope.forbidding) {
            storage.release();
            throw new IllegalStateException("scope: expected an open Scope for a new tensor " + storage.shape()
                    + " but received none here. Wrap the code in try (var scope = Scope.open()).");
        } else {
            scope.add(tensor);
        }
    }

    /** The storage is freed when the garbage collector finds the tensor. */
    static void leaveToCollector(Tensor tensor) {
        Storage storage = tensor.storage();
        CollectorNet.CLEANER.register(tensor, storage::release);
    }

    /** Gives a borrowed leaf, and with it the gradient that it will gather, to the innermost scope if there is one. */
    static void ownGradientOf(Tensor leaf) {
        Scope scope = INNERMOST.get();
        if (scope != null) {
            scope.add(leaf);
        }
    }

    private static void warnOnce() {
        if (WARNED.compareAndSet(false, true)) {
            System.getLogger(Scope.class.getName())
                    .log(
                            Level.WARNING,
                            "Tensors made outside any Scope are freed only when the garbage collector finds them. "
                                    + "Use try (var scope = Scope.open()) { … } in programs.");
        }
    }

    private void add(Tensor tensor) {
        tensor.owner(this);
        owned.add(tensor);
    }

    /** Moves a tensor of this scope to the enclosing one, so that it outlives this; with none enclosing, the caller owns it. */
    public Tensor keep(Tensor tensor) {
        if (!tensor.ownedBy(this)) {
            return tensor;
        }
        if (parent == null) {
            return release(tensor);
        }
        parent.add(tensor);
        return tensor;
    }

    /** Takes a tensor out of whatever scope owns it; it lives until some scope adopts it and closes, or {@link Tensor#free()}. */
    public static Tensor release(Tensor tensor) {
        tensor.owner(null);
        return tensor;
    }

    /** Makes this scope the owner of the tensor. */
    public Tensor adopt(Tensor tensor) {
        if (closed) {
            throw new IllegalStateException("scope: expected an open scope but received one that is closed (" + where()
                    + "). Adopt before close.");
        }
        add(tensor);
        return tensor;
    }

    /** Gives a released tensor to the innermost scope of this thread, or, with none open, to the garbage collector. */
    public static Tensor adoptHere(Tensor tensor) {
        own(tensor, tensor.storage());
        return tensor;
    }

    /** Where this scope was opened: class, method and line, or what its opener said. */
    String where() {
        return opened;
    }

    /** Frees all tensors that this scope owns, and stays open. */
    void clear() {
        for (int i = 0; i < owned.size(); i++) {
            owned.get(i).freeIfOwnedBy(this);
        }
        owned.clear();
    }

    /** Frees all tensors that this scope owns. A second call does nothing.
     * @throws IllegalStateException if an inner scope of the thread is still open, or on another thread than it was opened on */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (stacked) {
            if (INNERMOST.get() != this) {
                throw new IllegalStateException(
                        "scope: expected to close the innermost open scope of this thread but received one opened at "
                                + where()
                                + ". Close scopes innermost first, on the thread that opened them: use try-with-resources.");
            }
            if (parent == null) {
                INNERMOST.remove();
            } else {
                INNERMOST.set(parent);
            }
        }
        closed = true;
        if (handingUp) {
            handUp();
        }
        clear();
    }

    private void handUp() {
        for (int i = 0; i < owned.size(); i++) {
            Tensor tensor = owned.get(i);
            if (tensor.ownedBy(this) && !tensor.spent()) {
                if (parent == null) {
                    adoptHere(release(tensor));
                } else {
                    parent.add(tensor);
                }
            }
        }
    }

    @Override
    public String toString() {
        return "Scope(" + owned.size() + " tensors, opened at " + where() + (closed ? ", closed)" : ")");
    }

    private static final class CollectorNet {
        static final Cleaner CLEANER = Cleaner.create();
    }
}
