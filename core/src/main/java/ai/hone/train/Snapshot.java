package ai.hone.train;

import ai.hone.optim.Hypers;
import ai.hone.optim.Optimizer;
import ai.hone.tensor.Scope;
import ai.hone.tensor.Storage;
import ai.hone.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that a fit changes, copied; closing it puts everything back. */
final class Snapshot implements AutoCloseable {
    private final Learner<?, ?> learner;
    private final Scope owner = Scope.detached();
    private final Map<String, Tensor> model = new LinkedHashMap<>();
    private final Map<String, Tensor> optimizer;
    private final List<Hypers> hypers = new ArrayList<>();
    private final long epoch;

    private Snapshot(Learner<?, ?> learner) {
        this.learner = learner;
        Optimizer o = learner.optimizer();
        try (Scope scope = Scope.open()) {
            learner.model().state().forEach((name, value) -> model.put(name, owner.adopt(value.copy())));
            optimizer = o.state();
            optimizer.values().forEach(owner::adopt);
        }
        for (int g = 0; g < o.groups().size(); g++) {
            hypers.add(o.hypers(g));
        }
        epoch = learner.dataLoaders().train().epoch();
    }

    static Snapshot of(Learner<?, ?> learner) {
        return new Snapshot(learner);
    }

    @Override
    public void close() {
        learner.model().parameters().forEach((name, p) -> restore(p.storage(), name));
        learner.model().buffers().forEach((name, b) -> restore(b.value().storage(), name));
        learner.optimizer().load(optimizer);
        for (int g = 0; g < hypers.size(); g++) {
            learner.optimizer().hypers(g, hypers.get(g));
        }
        learner.dataLoaders().train().epoch(epoch);
        owner.close();
    }

    private void restore(Storage storage, String name) {
        storage.kernels().assign(storage, value(name).storage());
    }

    private Tensor value(String name) {
        return java.util.Objects.requireNonNull(model.get(name), name);
    }
}
