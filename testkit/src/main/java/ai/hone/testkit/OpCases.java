package ai.hone.testkit;

import ai.hone.tensor.DType;
import ai.hone.tensor.Geometry;
import ai.hone.tensor.Precision;
import ai.hone.tensor.Shape;
import ai.hone.tensor.Tensor;
import ai.hone.tensor.op.Abs;
import ai.hone.tensor.op.AdaptivePool2d;
import ai.hone.tensor.op.Add;
import ai.hone.tensor.op.AddScalar;
import ai.hone.tensor.op.AveragePool2d;
import ai.hone.tensor.op.BatchNorm;
import ai.hone.tensor.op.BroadcastTo;
import ai.hone.tensor.op.Cast;
import ai.hone.tensor.op.Concat;
import ai.hone.tensor.op.Conv2d;
import ai.hone.tensor.op.ConvTranspose2d;
import ai.hone.tensor.op.CrossEntropy;
import ai.hone.tensor.op.Divide;
import ai.hone.tensor.op.Dropout;
import ai.hone.tensor.op.Elu;
import ai.hone.tensor.op.Exp;
import ai.hone.tensor.op.GatherRows;
import ai.hone.tensor.op.Gelu;
import ai.hone.tensor.op.GroupNorm;
import ai.hone.tensor.op.LayerNorm;
import ai.hone.tensor.op.LeakyRelu;
import ai.hone.tensor.op.Linear;
import ai.hone.tensor.op.Log;
import ai.hone.tensor.op.LogSigmoid;
import ai.hone.tensor.op.LogSoftmax;
import ai.hone.tensor.op.MatMul;
import ai.hone.tensor.op.Max;
import ai.hone.tensor.op.MaxPool2d;
import ai.hone.tensor.op.Maximum;
import ai.hone.tensor.op.Mean;
import ai.hone.tensor.op.Minimum;
import ai.hone.tensor.op.Mish;
import ai.hone.tensor.op.Multiply;
import ai.hone.tensor.op.MultiplyScalar;
import ai.hone.tensor.op.Permute;
import ai.hone.tensor.op.Power;
import ai.hone.tensor.op.Prepare;
import ai.hone.tensor.op.Relu;
import ai.hone.tensor.op.Reshape;
import ai.hone.tensor.op.Sigmoid;
import ai.hone.tensor.op.Silu;
import ai.hone.tensor.op.Slice;
import ai.hone.tensor.op.Softmax;
import ai.hone.tensor.op.Softplus;
import ai.hone.tensor.op.Sqrt;
import ai.hone.tensor.op.Subtract;
import ai.hone.tensor.op.Sum;
import ai.hone.tensor.op.Tanh;
import ai.hone.tensor.op.Upsample2d;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Cases of {@link OpGradients}: at least one for each operation. */
final class OpCases {
    private static final long[][][] PAIRS = {
        {{2, 3}, {2, 3}}, {{2, 3}, {3}}, {{3}, {2, 3}}, {{2, 1, 3}, {4, 1}}, {{2, 3, 2, 2}, {1, 3, 1, 1}}, {{}, {3}}
    };

    private OpCases() {}

    static void addTo(OpGradients table) {
        unary(table);
        activations(table);
        binary(table);
        movement(table);
        reduction(table);
        products(table);
        pictures(table);
        transposed(table);
        upsampling(table);
        batchNorm(table);
        groupNorm(table);
        layerNorm(table);
        classification(table);
    }

    private static void unary(OpGradients table) {
        unary(table, Abs.class, d -> d.apart(3, 5), Abs::abs);
        unary(
                table,
                AddScalar.class,
                d -> d.normal(3, 5),
                x -> AddScalar.addScalar(x, 0.7).square());
        unary(
                table,
                MultiplyScalar.class,
                d -> d.normal(3, 5),
                x -> MultiplyScalar.multiplyScalar(x, -0.7).square());
        unary(table, Exp.class, d -> d.normal(3, 5), Exp::exp);
        unary(table, Log.class, d -> d.uniform(0.3, 3, 3, 5), Log::log);
        unary(table, Sqrt.class, d -> d.uniform(0.3, 3, 3, 5), Sqrt::sqrt);
        unary(table, Relu.class, d -> d.apart(3, 5), Relu::relu);
        unary(table, Sigmoid.class, d -> d.normal(3, 5), Sigmoid::sigmoid);
        unary(table, Tanh.class, d -> d.normal(3, 5), Tanh::tanh);
        unary(table, LogSigmoid.class, d -> d.normal(3, 5), LogSigmoid::logSigmoid);
        for (double exponent : new double[] {2, 3, 1, 0, -1}) {
            table.add(
                    Power.class,
                    "of " + exponent,
                    d -> List.of(d.apart(3, 5)),
                    x -> Power.power(x.get(0), exponent),
                    o -> o.tolerance(1e-4));
        }
        for (double exponent : new double[] {0.5, -0.5, 1.7}) {
            table.add(
                    Power.class,
                    "of " + exponent,
                    d -> List.of(d.uniform(0.3, 3, 3, 5)),
                    x -> Power.power(x.get(0), exponent));
        }
        table.add(
                Dropout.class,
                "half",
                d -> List.of(d.normal(4, 5)),
                x -> Dropout.dropout(x.get(0), 0.5, new SplittableRandom(3)));
        table.add(
                Dropout.class,
                "none",
                d -> List.of(d.normal(4, 5)),
                x -> Dropout.dropout(x.get(0), 0, new SplittableRandom(3)));
        // Eighths and a step of 1/2 are exact in FLOAT32, and casting is linear.
        table.add(
                Cast.class,
                "to FLOAT32 and back",
                d -> List.of(Cast.cast(d.indices(64, 3, 5), DType.FLOAT64).mul(0.125)),
                x -> Cast.cast(Cast.cast(x.get(0), DType.FLOAT32).mul(2), DType.FLOAT64),
                o -> o.step(0.5));
    }

    private static void activations(OpGradients table) {
        unary(table, Gelu.class, d -> d.normal(3, 5), Gelu::gelu);
        unary(table, Gelu.class, d -> d.normal(3, 5), Gelu::geluTanh);
        unary(table, Silu.class, d -> d.normal(3, 5), Silu::silu);
        unary(table, Mish.class, d -> d.normal(3, 5), Mish::mish);
        unary(table, LeakyRelu.class, d -> d.apart(3, 5), x -> LeakyRelu.leakyRelu(x, 0.2));
        unary(table, Elu.class, d -> d.apart(3, 5), x -> Elu.elu(x, 0.7));
        unary(table, Softplus.class, d -> d.normal(3, 5), x -> Softplus.softplus(x, 1.5));
    }

    private static void unary(
            OpGradients table, Class<?> op, Function<Draw, Tensor> input, UnaryOperator<Tensor> function) {
        table.add(op, "", d -> List.of(input.apply(d)), x -> function.apply(x.get(0)));
        table.add(
                op,
                "twice the same input",
                d -> List.of(input.apply(d)),
                x -> function.apply(x.get(0)).mul(x.get(0)));
    }

    private static void binary(OpGradients table) {
        binary(table, Add.class, Add::add);
        binary(table, Subtract.class, Subtract::subtract);
        binary(table, Multiply.class, Multiply::multiply);
        binary(table, Maximum.class, Maximum::maximum);
        binary(table, Minimum.class, Minimum::minimum);
        binary(table, Divide.class, Divide::divide);
    }

    private static void binary(OpGradients table, Class<?> op, BinaryOperator<Tensor> function) {
        for (long[][] pair : PAIRS) {
            String label = Shape.of(pair[0]) + " and " + Shape.of(pair[1]);
            table.add(
                    op,
                    label,
                    d -> List.of(d.normal(pair[0]), d.uniform(0.5, 2, pair[1])),
                    x -> function.apply(x.get(0), x.get(1)).square());
        }
        table.add(
                op,
                "with itself, apart",
                d -> List.of(d.uniform(0.5, 2, 2, 3)),
                x -> function.apply(x.get(0), x.get(0).mul(1.5)));
    }

    private static void movement(OpGradients table) {
        table.add(
                Reshape.class,
                "",
                d -> List.of(d.normal(2, 3, 4)),
                x -> Reshape.reshape(x.get(0), 4, -1).square());
        table.add(
                Reshape.class,
                "to a scalar",
                d -> List.of(d.normal(1, 1)),
                x -> Reshape.reshape(x.get(0)).square());
        table.add(
                Permute.class,
                "cycle",
                d -> List.of(d.normal(2, 3, 4)),
                x -> Permute.permute(x.get(0), 2, 0, 1).square());
        table.add(
                Permute.class,
                "to channels last",
                d -> List.of(d.normal(2, 3, 2, 3)),
                x -> Permute.permute(x.get(0), 0, 2, 3, 1).square());
        table.add(
                BroadcastTo.class,
                "",
                d -> List.of(d.normal(3, 1)),
                x -> BroadcastTo.broadcastTo(x.get(0), Shape.of(2, 3, 4)).square());
        table.add(
                BroadcastTo.class,
                "a scalar",
                d -> List.of(d.normal()),
                x -> BroadcastTo.broadcastTo(x.get(0), Shape.of(2, 3)).square());
        table.add(
                Slice.class,
                "inside",
                d -> List.of(d.normal(3, 5)),
                x -> Slice.slice(x.get(0), 1, 1, 4).square());
        table.add(
                Slice.class,
                "overlapping",
                d -> List.of(d.normal(5, 2)),
                x -> Slice.slice(x.get(0), 0, 0, 4).mul(Slice.slice(x.get(0), 0, 1, 5)));
        table.add(
                Slice.class,
                "empty",
                d -> List.of(d.normal(3, 2)),
                x -> Slice.slice(x.get(0), 0, 1, 1).sum().add(x.get(0).sum()));
        table.add(
                Concat.class,
                "rows",
                d -> List.of(d.normal(2, 3), d.normal(1, 3), d.normal(2, 3)),
                x -> Concat.concat(0, x.get(0), x.get(1), x.get(2)).square());
        table.add(
                Concat.class,
                "channels, one input twice",
                d -> List.of(d.normal(2, 2, 2, 2), d.normal(2, 3, 2, 2)),
                x -> Concat.concat(1, x.get(0), x.get(1), x.get(0)).square());
        table.add(
                GatherRows.class,
                "repeated rows",
                d -> List.of(d.normal(4, 3), d.indices(4, 7)),
                x -> GatherRows.gatherRows(x.get(0), x.get(1)).square());
        table.add(
                GatherRows.class,
                "a grid of indices",
                d -> List.of(d.normal(4, 2), d.indices(4, 2, 3)),
                x -> GatherRows.gatherRows(x.get(0), x.get(1)).square());
    }

    private static void reduction(OpGradients table) {
        for (boolean keep : new boolean[] {false, true}) {
            String label = keep ? " kept" : "";
            for (int[] axes : new int[][] {{}, {0}, {-1}, {0, 2}, {1, 2}}) {
                String over = "over " + Arrays.toString(axes) + label;
                table.add(
                        Sum.class,
                        over,
                        d -> List.of(d.normal(2, 3, 4)),
                        x -> Sum.sum(x.get(0), keep, axes).square());
                table.add(
                        Mean.class,
                        over,
                        d -> List.of(d.normal(2, 3, 4)),
                        x -> Mean.mean(x.get(0), keep, axes).square());
                table.add(
                        Max.class,
                        over,
                        d -> List.of(d.apart(2, 3, 4)),
                        x -> Max.max(x.get(0), keep, axes).square());
            }
        }
        for (int axis : new int[] {0, 1, -1}) {
            table.add(
                    Softmax.class,
                    "along " + axis,
                    d -> List.of(d.normal(2, 3, 4)),
                    x -> Softmax.softmax(x.get(0), axis).square());
            table.add(
                    LogSoftmax.class,
                    "along " + axis,
                    d -> List.of(d.normal(2, 3, 4)),
                    x -> LogSoftmax.logSoftmax(x.get(0), axis).square());
        }
    }

    private static void products(OpGradients table) {
        table.add(
                MatMul.class,
                "",
                d -> List.of(d.normal(3, 4), d.normal(4, 2)),
                x -> MatMul.matmul(x.get(0), x.get(1)).square());
        table.add(
                MatMul.class,
                "of a batch",
                d -> List.of(d.normal(2, 3, 4), d.normal(2, 4, 2)),
                x -> MatMul.matmul(x.get(0), x.get(1)).square());
        table.add(MatMul.class, "with itself", d -> List.of(d.normal(3, 3)), x -> MatMul.matmul(x.get(0), x.get(0)));
        table.add(
                Linear.class,
                "with bias",
                d -> List.of(d.normal(3, 4), d.normal(2, 4), d.normal(2)),
                x -> Linear.linear(x.get(0), x.get(1), x.get(2)).square());
        table.add(
                Linear.class,
                "no bias",
                d -> List.of(d.normal(3, 4), d.normal(2, 4)),
                x -> Linear.linear(x.get(0), x.get(1), null).square());
    }

    private static void pictures(OpGradients table) {
        for (Geometry g : List.of(
                Geometry.square(1, 1, 0, 1, 1),
                Geometry.square(3, 1, 1, 1, 1),
                Geometry.square(3, 2, 1, 1, 2),
                new Geometry(2, 3, 2, 1, 1, 2, 1, 2, 1))) {
            long inputs = 4 / g.groups();
            table.add(
                    Conv2d.class,
                    g.toString(),
                    d -> List.of(d.normal(2, 4, 5, 6), d.normal(4, inputs, g.kernelHeight(), g.kernelWidth())),
                    x -> Conv2d.conv2d(x.get(0), x.get(1), null, g).square());
            table.add(
                    Conv2d.class,
                    "with bias " + g,
                    d -> List.of(
                            d.normal(1, 4, 5, 6), d.normal(4, inputs, g.kernelHeight(), g.kernelWidth()), d.normal(4)),
                    x -> Conv2d.conv2d(x.get(0), x.get(1), x.get(2), g).square());
        }
        for (Geometry g : List.of(
                Geometry.square(2, 2, 0, 1, 1),
                Geometry.square(3, 2, 1, 1, 1),
                new Geometry(2, 3, 1, 2, 0, 1, 1, 1, 1))) {
            table.add(
                    MaxPool2d.class,
                    g.toString(),
                    d -> List.of(d.apart(2, 2, 5, 6)),
                    x -> MaxPool2d.maxPool2d(x.get(0), g).square());
            table.add(
                    AveragePool2d.class,
                    g.toString(),
                    d -> List.of(d.normal(2, 2, 5, 6)),
                    x -> AveragePool2d.averagePool2d(x.get(0), g).square());
        }
        table.add(
                Prepare.class,
                "a picture",
                d -> List.of(d.normal(2, 3, 4, 5)),
                x -> Prepare.prepare(x.get(0), Precision.FLOAT32).square());
        table.add(
                Prepare.class,
                "what a convolution takes",
                d -> List.of(d.normal(2, 16, 4, 4), d.normal(16, 16, 3, 3)),
                x -> Conv2d.conv2d(
                                Prepare.prepare(x.get(0), Precision.FLOAT32),
                                x.get(1),
                                null,
                                Geometry.square(3, 2, 1, 1, 1))
                        .square());
        for (int side : new int[] {1, 2, 3}) {
            table.add(
                    AdaptivePool2d.class,
                    "average to " + side,
                    d -> List.of(d.normal(2, 2, 5, 4)),
                    x -> AdaptivePool2d.adaptiveAveragePool2d(x.get(0), side, side + 1)
                            .square());
            table.add(
                    AdaptivePool2d.class,
                    "max to " + side,
                    d -> List.of(d.apart(2, 2, 5, 4)),
                    x -> AdaptivePool2d.adaptiveMaxPool2d(x.get(0), side, side + 1)
                            .square());
        }
    }

    private static void transposed(OpGradients table) {
        for (Geometry g : List.of(
                Geometry.square(2, 2, 0, 1, 1),
                Geometry.square(3, 2, 1, 1, 2),
                new Geometry(2, 3, 2, 1, 1, 2, 1, 2, 1))) {
            int more = g.strideHeight() - 1;
            table.add(
                    ConvTranspose2d.class,
                    g.toString(),
                    d -> List.of(d.normal(2, 4, 3, 4), d.normal(4, 2, g.kernelHeight(), g.kernelWidth())),
                    x -> ConvTranspose2d.convTranspose2d(x.get(0), x.get(1), null, g, more, 0)
                            .square());
            table.add(
                    ConvTranspose2d.class,
                    "with bias " + g,
                    d -> List.of(
                            d.normal(1, 4, 3, 4),
                            d.normal(4, 2, g.kernelHeight(), g.kernelWidth()),
                            d.normal(2L * g.groups())),
                    x -> ConvTranspose2d.convTranspose2d(x.get(0), x.get(1), x.get(2), g, 0, 0)
                            .square());
        }
    }

    private static void upsampling(OpGradients table) {
        for (Upsample2d.Mode mode : Upsample2d.Mode.values()) {
            for (int[] size : new int[][] {{4, 9}, {5, 2}, {2, 5}}) {
                table.add(
                        Upsample2d.class,
                        mode + " to " + size[0] + "×" + size[1],
                        d -> List.of(d.normal(2, 2, 2, 3)),
                        x -> Upsample2d.upsample2d(x.get(0), size[0], size[1], mode)
                                .square());
            }
        }
    }

    private static void groupNorm(OpGradients table) {
        for (long[] dims : new long[][] {{3, 4}, {2, 4, 3}, {2, 4, 2, 3}}) {
            for (int groups : new int[] {1, 2}) {
                String label = groups + " of " + Shape.of(dims);
                table.add(
                        GroupNorm.class,
                        label,
                        d -> List.of(d.normal(dims), d.uniform(0.5, 2, 4), d.normal(4)),
                        x -> GroupNorm.groupNorm(x.get(0), groups, x.get(1), x.get(2), 1e-2)
                                .square());
                table.add(
                        GroupNorm.class,
                        "plain " + label,
                        d -> List.of(d.normal(dims), d.normal(dims)),
                        x -> GroupNorm.groupNorm(x.get(0), groups, null, null, 1e-2)
                                .mul(x.get(1)));
            }
        }
    }

    private static void batchNorm(OpGradients table) {
        for (boolean relu : new boolean[] {false, true}) {
            for (long[] dims : new long[][] {{5, 3}, {2, 3, 2, 4}}) {
                String label = Shape.of(dims) + (relu ? " relu" : "");
                Function<Draw, List<Tensor>> inputs = d -> List.of(d.normal(dims), d.uniform(0.5, 2, 3), d.normal(3));
                table.add(
                        BatchNorm.class,
                        "training " + label,
                        inputs,
                        x -> BatchNorm.training(x.get(0), x.get(1), x.get(2), 1e-5, relu)
                                .y()
                                .square());
                table.add(BatchNorm.class, "inference " + label, inputs, x -> {
                    Tensor mean = Tensor.of(new double[] {0.3, -0.2, 0.1}, 3);
                    Tensor variance = Tensor.of(new double[] {0.5, 1, 2}, 3);
                    return BatchNorm.inference(x.get(0), mean, variance, x.get(1), x.get(2), 1e-5, relu)
                            .square();
                });
            }
        }
    }

    private static void layerNorm(OpGradients table) {
        for (long[] dims : new long[][] {{4}, {5, 4}, {2, 3, 4}}) {
            table.add(
                    LayerNorm.class,
                    Shape.of(dims).toString(),
                    d -> List.of(d.normal(dims), d.uniform(0.5, 2, 4), d.normal(4)),
                    x -> LayerNorm.layerNorm(x.get(0), x.get(1), x.get(2), 1e-5).square());
        }
    }

    private static void classification(OpGradients table) {
        table.add(
                CrossEntropy.class,
                "",
                d -> List.of(d.normal(4, 5), d.indices(5, 4)),
                x -> CrossEntropy.crossEntropy(x.get(0), x.get(1)));
        table.add(
                CrossEntropy.class,
                "squared",
                d -> List.of(d.normal(4, 5), d.indices(5, 4)),
                x -> CrossEntropy.crossEntropy(x.get(0), x.get(1)).square());
    }
}
