package ai.hone.data;

import ai.hone.tensor.Kernels;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Tensor;
import ai.hone.tensor.Threads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Makes batches ahead of time on daemon threads and hands them out in order. With 0 workers the caller's thread makes them. */
final class WorkerLoader implements DataLoader {
    private static final AtomicInteger POOLS = new AtomicInteger();

    private final Items<?, ?, ?, ?, ?> items;
    private final int batchSize;
    private final int workers;
    private @Nullable ExecutorService pool;
    private @Nullable Epoch running;
    private long epoch;
    private boolean closed;

    WorkerLoader(Items<?, ?, ?, ?, ?> items, int batchSize, int workers) {
        this.items = items;
        this.batchSize = batchSize;
        this.workers = workers;
        if (workers < 0) {
            throw new IllegalArgumentException("workers: expected 0 or more threads but received " + workers
                    + ". 0 prepares batches in the calling thread.");
        }
        if (batchSize < 1 || (items.training() && batchSize > items.size())) {
            throw new DataException("batch size: expected 1 … " + items.size() + ", the number of " + items.name()
                    + " items, but received " + batchSize + ". Choose a smaller batchSize, or add data.");
        }
    }

    Items<?, ?, ?, ?, ?> source() {
        return items;
    }

    int workers() {
        return workers;
    }

    @Override
    public int batches() {
        return items.training() ? items.size() / batchSize : (items.size() + batchSize - 1) / batchSize;
    }

    @Override
    public int items() {
        return items.size();
    }

    @Override
    public int batchSize() {
        return batchSize;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public void epoch(long next) {
        epoch = next;
    }

    @Override
    public Iterator<Batch> iterator() {
        if (closed) {
            throw new IllegalStateException(
                    "data loader: expected an open loader but received one that is closed. Close DataLoaders after the learner.");
        }
        stopRunning();
        Epoch started = new Epoch(epoch++);
        running = started;
        return started;
    }

    private void stopRunning() {
        Epoch before = running;
        if (before != null) {
            before.stop();
            running = null;
        }
    }

    private ExecutorService pool() {
        ExecutorService p = pool;
        if (p == null) {
            String prefix = "hone-" + items.name() + "-loader-" + POOLS.incrementAndGet() + "-";
            AtomicInteger threads = new AtomicInteger();
            p = Executors.newFixedThreadPool(workers, task -> {
                Thread thread = new Thread(task, prefix + threads.incrementAndGet());
                thread.setDaemon(true);
                // Linux passes it over; elsewhere kernels go first.
                thread.setPriority(Thread.MIN_PRIORITY);
                return thread;
            });
            pool = p;
        }
        return p;
    }

    void close() {
        closed = true;
        stopRunning();
        if (pool != null) {
            pool.shutdownNow();
        }
    }

    /** One pass: a window of batches under way, oldest first. */
    private final class Epoch implements Iterator<Batch> {
        private final long number;
        private final List<Integer> order;
        private final Kernels kernels = Scope.currentKernels();
        private final Queue<Future<Optional<Batch>>> ahead = new ArrayDeque<>();
        private int submitted;
        private volatile boolean stopped;
        private @Nullable Batch next;

        Epoch(long number) {
            this.number = number;
            this.order = items.order(number);
            refill();
        }

        private List<Integer> positions(int batch) {
            return new ArrayList<>(order.subList(batch * batchSize, Math.min(order.size(), (batch + 1) * batchSize)));
        }

        private void refill() {
            while (workers > 0 && submitted < batches() && ahead.size() < 2 * workers) {
                int batch = submitted++;
                List<Integer> positions = positions(batch);
                ahead.add(pool().submit(() -> stopped ? Optional.empty() : onWorker(positions, batch)));
            }
        }

        /**
         * Scopes are a thread's own, so the consumer's back end has to be carried over. One thread for each worker's own kernels: there are
         * several workers, and the model's kernels wait for whichever of their threads has to share a processor.
         */
        private Optional<Batch> onWorker(List<Integer> positions, int batch) {
            try (Threads.Hold one = Threads.hold(1);
                    Scope scope = Scope.open(kernels)) {
                return items.batch(positions, number, batch);
            }
        }

        @Override
        public boolean hasNext() {
            while (next == null && !stopped) {
                Optional<Batch> made = make();
                if (made == null) {
                    return false;
                }
                next = made.orElse(null);
            }
            return next != null;
        }

        /** The next batch in order, empty if nothing of it can be read; null at the end. */
        private @Nullable Optional<Batch> make() {
            if (workers == 0) {
                return submitted < batches() && !stopped ? inCaller(submitted++) : null;
            }
            Future<Optional<Batch>> oldest = ahead.peek();
            if (oldest == null) {
                return null;
            }
            try {
                Optional<Batch> made = oldest.get();
                ahead.remove();
                refill();
                return made;
            } catch (ExecutionException e) {
                stop();
                throw rethrown(e.getCause());
            } catch (InterruptedException e) {
                stop();
                Thread.currentThread().interrupt();
                throw new CancellationException("data loader: interrupted while waiting for a batch.");
            }
        }

        private Optional<Batch> inCaller(int batch) {
            try {
                return items.batch(positions(batch), number, batch);
            } catch (RuntimeException e) {
                stop();
                throw e;
            }
        }

        private RuntimeException rethrown(@Nullable Throwable cause) {
            if (cause instanceof Error error) {
                throw error;
            }
            if (cause instanceof DataException data) {
                return new DataException(String.valueOf(data.getMessage()), data);
            }
            return new DataException(
                    items.name() + " items: expected batches but received " + cause + " on a worker thread.",
                    cause == null ? new IllegalStateException() : cause);
        }

        @Override
        public Batch next() {
            if (!hasNext()) {
                throw new NoSuchElementException("data loader: no batch left in this epoch.");
            }
            Batch batch = Objects.requireNonNull(next);
            next = null;
            batch.inputs().forEach(Scope::adoptHere);
            batch.targets().forEach(Scope::adoptHere);
            return batch;
        }

        /** Frees what was made ahead; batches not begun yet are not made any more. */
        void stop() {
            stopped = true;
            if (next != null) {
                free(next);
                next = null;
            }
            ahead.forEach(future -> finished(future).ifPresent(this::free));
            ahead.clear();
        }

        /** Waits in spite of interrupts, which would leave the batch's memory to nobody. */
        private Optional<Batch> finished(Future<Optional<Batch>> future) {
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        return future.get();
                    } catch (ExecutionException e) {
                        return Optional.empty();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private void free(Batch batch) {
            batch.inputs().forEach(Tensor::free);
            batch.targets().forEach(Tensor::free);
        }
    }
}
