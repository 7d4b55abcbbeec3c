"""Writes inputs and what scikit-learn and SciPy say of them: core/src/test/resources/ai/hone/metric/metrics.json, read by MetricGoldensTest.

Scores are worked out in float64 and rounded to float32, as Hone does, so that ties are the same ties. A figure that scikit-learn refuses to
give (a ROC curve without positives) is null, which Hone gives as NaN. Needs numpy, scikit-learn and SciPy.
"""
import json
import pathlib
import warnings

import numpy
import scipy
import scipy.stats
import sklearn
import sklearn.metrics as skm

TARGET = pathlib.Path(__file__).parent.parent / "core/src/test/resources/ai/hone/metric/metrics.json"
warnings.filterwarnings("ignore")


def plain(values):
    """The float32 numbers that are read back from the JSON, so that ties are kept."""
    return values.astype(numpy.float64).round(6).astype(numpy.float32)


def figure(function, *args, **options):
    try:
        value = float(function(*args, **options))
    except (ValueError, ZeroDivisionError):
        return None
    return value if numpy.isfinite(value) else None


def softmax(outputs):
    e = numpy.exp(outputs.astype(numpy.float64) - outputs.max(1, keepdims=True))
    return (e / e.sum(1, keepdims=True)).astype(numpy.float32)


def sigmoid(outputs):
    return (1 / (1 + numpy.exp(-outputs.astype(numpy.float64)))).astype(numpy.float32)


def overlaps(targets, predicted, averages, **options):
    out = {}
    for average in averages:
        o = {"average": average, "zero_division": 0, **options}
        out["f1 " + average] = figure(skm.f1_score, targets, predicted, **o)
        out["fbeta0.5 " + average] = figure(skm.fbeta_score, targets, predicted, beta=0.5, **o)
        out["fbeta2 " + average] = figure(skm.fbeta_score, targets, predicted, beta=2, **o)
        out["precision " + average] = figure(skm.precision_score, targets, predicted, **o)
        out["recall " + average] = figure(skm.recall_score, targets, predicted, **o)
        out["jaccard " + average] = figure(skm.jaccard_score, targets, predicted, **o)
    return out


def classes(outputs, targets):
    count = outputs.shape[1]
    predicted, shares = outputs.argmax(1), softmax(outputs)
    hot = numpy.eye(count)[targets]
    everything = list(range(count))
    out = {
        "accuracy": figure(skm.accuracy_score, targets, predicted),
        "top2": figure(skm.top_k_accuracy_score, targets, outputs, k=2, labels=everything) if count > 2 else 1.0,
        "balanced": figure(skm.balanced_accuracy_score, targets, predicted),
        "balanced adjusted": figure(skm.balanced_accuracy_score, targets, predicted, adjusted=True),
        "kappa none": figure(skm.cohen_kappa_score, targets, predicted, labels=everything),
        "kappa linear": figure(skm.cohen_kappa_score, targets, predicted, labels=everything, weights="linear"),
        "kappa quadratic": figure(skm.cohen_kappa_score, targets, predicted, labels=everything, weights="quadratic"),
        "hamming": figure(skm.hamming_loss, targets, predicted),
        "matthews": figure(skm.matthews_corrcoef, targets, predicted),
        "perplexity": float(numpy.exp(skm.log_loss(targets, softmax64(outputs), labels=everything))),
        "brier": float((((shares - hot) ** 2).sum(1) / (2 if count == 2 else 1)).mean()),
        **overlaps(targets, predicted, ["micro", "macro", "weighted"]),
    }
    if count == 2:
        out.update(overlaps(targets, predicted, ["binary"]))
        out.update({"negative " + k: v for k, v in overlaps(targets, predicted, ["binary"], pos_label=0).items()})
        out["ap"] = figure(skm.average_precision_score, targets, shares[:, 1])
        out["auc"] = figure(skm.roc_auc_score, targets, shares[:, 1])
        for rate in (0.1, 0.35, 1.0):
            out["auc %s" % rate] = figure(skm.roc_auc_score, targets, shares[:, 1], max_fpr=rate)
        assert out["auc"] is None or numpy.isclose(out["brier"], skm.brier_score_loss(targets, shares[:, 1]))
    else:
        some = [2, 0]
        out.update({"some " + k: v for k, v in overlaps(targets, predicted, ["micro", "macro", "weighted"], labels=some).items()})
        out["kappa some"] = figure(skm.cohen_kappa_score, targets, predicted, labels=[2, 0, 1], weights="linear")
        for scheme, averages in (("ovr", ["micro", "macro", "weighted"]), ("ovo", ["macro", "weighted"])):
            for average in averages:
                out["auc %s %s" % (scheme, average)] = figure(
                    skm.roc_auc_score, targets, shares, multi_class=scheme, average=average, labels=everything)
    return out


def softmax64(outputs):
    e = numpy.exp(outputs.astype(numpy.float64))
    return e / e.sum(1, keepdims=True)


def labels(outputs, targets):
    shares = sigmoid(outputs)
    predicted = (shares >= 0.5).astype(int)
    out = {
        "accuracy": float(((shares > 0.5) == targets).mean()),
        "accuracy raw": float(((outputs > numpy.float32(0.7)) == targets).mean()),
        "hamming": figure(skm.hamming_loss, targets, predicted),
        "matthews": figure(skm.matthews_corrcoef, targets.ravel(), predicted.ravel()),
        "brier": float(((shares.astype(numpy.float64) - targets) ** 2).mean()),
        **overlaps(targets, predicted, ["micro", "macro", "weighted"]),
        "f1 at 0.3": figure(skm.f1_score, targets, shares >= numpy.float32(0.3), average="macro"),
    }
    for average in ("micro", "macro", "weighted"):
        out["ap " + average] = figure(skm.average_precision_score, targets, outputs, average=average)
        # Without any positive the weighted area is 0 there, but refused with every other average.
        out["auc " + average] = figure(skm.roc_auc_score, targets, outputs, average=average) if targets.any() else None
    return out


def regression(predictions, targets):
    p, t = predictions.astype(numpy.float64), targets.astype(numpy.float64)
    out = {
        "mse": figure(skm.mean_squared_error, t, p),
        "mae": figure(skm.mean_absolute_error, t, p),
        "rmse": figure(skm.mean_squared_error, t, p, squared=False),
        "explained variance": figure(skm.explained_variance_score, t, p),
        "r2": figure(skm.r2_score, t, p),
        "pearson": figure(lambda: scipy.stats.pearsonr(p, t)[0]),
        "spearman": figure(lambda: scipy.stats.spearmanr(p, t)[0]),
    }
    if min(p.min(), t.min()) > -1:
        out["msle"] = float(numpy.mean((numpy.log1p(p) - numpy.log1p(t)) ** 2))
        if min(p.min(), t.min()) >= 0:
            assert numpy.isclose(out["msle"], skm.mean_squared_log_error(t, p))
    if max(abs(p).max(), abs(t).max()) < 100:
        out["exp rmspe"] = float(numpy.sqrt(numpy.mean(((numpy.exp(t) - numpy.exp(p)) / numpy.exp(t)) ** 2)))
    return out


def segmentation(outputs, targets, batches):
    count = outputs.shape[1]
    predicted = outputs.argmax(1)
    f1 = skm.f1_score(targets.ravel(), predicted.ravel(), average=None)
    jaccard = skm.jaccard_score(targets.ravel(), predicted.ravel(), average=None)
    shares, weights, start = [], [], 0
    for n in batches:
        there = targets[start:start + n] != 0
        if there.any():
            shares.append((predicted[start:start + n] == targets[start:start + n])[there].mean())
            weights.append(n)
        start += n
    out = {
        "foreground": float(numpy.average(shares, weights=weights)) if weights else None,
        "dice multi": float(f1.mean()),
        "jaccard multi": float(jaccard.mean()),
    }
    if count == 2:
        seen = targets.any() or predicted.any()
        out["dice"] = figure(skm.f1_score, targets.ravel(), predicted.ravel()) if seen else None
        out["jaccard"] = figure(skm.jaccard_score, targets.ravel(), predicted.ravel()) if seen else None
    return out


def case(kind, name, batches, predictions, targets, expected):
    assert sum(batches) == len(targets)
    return {"kind": kind, "name": name, "batches": batches, "shape": list(predictions.shape), "targetShape": list(targets.shape),
            "predictions": [round(float(v), 6) for v in predictions.ravel()],
            "targets": [round(float(v), 6) for v in targets.ravel()], "expected": expected}


def main():
    random = numpy.random.default_rng(4)
    cases = []

    def outputs(*shape, step=0.01):
        return plain(numpy.round(random.normal(0, 1.2, shape) / step) * step)

    def add_classes(name, batches, count, drawn, step=0.01, hidden=None):
        n = sum(batches)
        targets = random.choice(drawn, n)
        x = outputs(n, count, step=step)
        x[numpy.arange(n), targets] += 0.5
        x = plain(x)
        if hidden is not None:
            x[:, hidden] = -9
        cases.append(case("classes", name, batches, x, targets, classes(x, targets)))

    add_classes("two", [16, 16, 5], 2, [0, 0, 1])
    add_classes("two with ties", [7, 13, 1], 2, [0, 1], step=0.5)
    add_classes("two, only negatives", [6, 3], 2, [0])
    add_classes("two, only positives", [4, 5], 2, [1])
    add_classes("two, none predicted", [9], 2, [0, 1], hidden=1)
    add_classes("three with ties", [10, 9, 2], 3, [0, 1, 2, 2], step=0.5)
    add_classes("four, one no target", [20, 11], 4, [0, 2, 3])
    add_classes("five, one neither target nor predicted", [16, 16, 3], 5, [0, 1, 2, 4], hidden=3)
    add_classes("three, one target", [5, 2], 3, [1])

    def add_labels(name, batches, rates, step=0.01):
        n = sum(batches)
        targets = (random.random((n, len(rates))) < numpy.array(rates)).astype(int)
        x = plain(outputs(n, len(rates), step=step) + 0.5 * targets)
        cases.append(case("labels", name, batches, x, targets, labels(x, targets)))

    add_labels("three", [12, 12, 4], [0.5, 0.2, 0.8])
    add_labels("three with ties", [8, 9, 1], [0.5, 0.4, 0.6], step=0.5)
    add_labels("four, one never", [10, 3], [0.5, 0, 0.3, 0.6])
    add_labels("none at all", [4, 3], [0, 0])

    def add_regression(name, batches, targets, predictions):
        p, t = (numpy.round(v, 3).astype(numpy.float32) for v in (predictions, targets))
        cases.append(case("regression", name, batches, p, t, regression(p, t)))

    t = random.normal(0, 1, 40).clip(-0.9)
    add_regression("near", [16, 16, 8], t, (t + random.normal(0, 0.3, 40)).clip(-0.9))
    t = random.integers(0, 5, 30)
    add_regression("ties", [11, 11, 8], t, random.integers(0, 5, 30))
    t = random.normal(10000, 1, 30)
    add_regression("far from zero", [7, 22, 1], t, t + random.normal(0.5, 0.5, 30))
    add_regression("constant targets", [3, 4], numpy.full(7, 0.1), random.normal(0, 0.2, 7))
    add_regression("constant and right", [3, 4], numpy.full(7, 0.1), numpy.full(7, 0.1))
    add_regression("constant predictions", [5, 2], random.normal(0, 0.2, 7), numpy.full(7, 0.3))

    def add_segmentation(name, batches, count, drawn, hidden=None):
        n = sum(batches)
        x, targets = outputs(n, count, 3, 4), random.choice(drawn, (n, 3, 4))
        if hidden is not None:
            x[:, hidden] = -9
        cases.append(case("segmentation", name, batches, x, targets, segmentation(x, targets, batches)))

    add_segmentation("two", [2, 3], 2, [0, 0, 1])
    add_segmentation("two, no foreground", [2, 1], 2, [0])
    add_segmentation("two, nothing at all", [2, 1], 2, [0], hidden=1)
    add_segmentation("four, one never", [3, 1], 4, [0, 1, 3], hidden=2)
    note = {"script": "parity/metrics.py", "scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": numpy.__version__}
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text('{"note": %s,\n"cases": [\n%s\n]}\n' % (json.dumps(note), ",\n".join(json.dumps(c) for c in cases)))


if __name__ == "__main__":
    main()
