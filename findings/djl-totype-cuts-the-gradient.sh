#!/usr/bin/env bash
# One would guess: NDArray.toType is differentiable, as Tensor.to is in PyTorch: a loss that is summed in float64 for
# precision gives the gradients that it gives in float32.
# What happens (DJL 0.36.0, PyTorch engine): toType detaches. Where the loss has another term, its gradient alone comes
# back and nothing says that the rest is missing; a cast to the type that the array has already keeps the gradient.
# Needs Maven, a JDK 17 and Linux on x86-64.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >pom.xml <<"POM"
<project><modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId><version>1</version><dependencies>
<dependency><groupId>ai.djl.pytorch</groupId><artifactId>pytorch-engine</artifactId><version>0.36.0</version></dependency>
<dependency><groupId>ai.djl.pytorch</groupId><artifactId>pytorch-jni</artifactId><version>2.7.1-0.36.0</version></dependency>
<dependency><groupId>ai.djl.pytorch</groupId><artifactId>pytorch-native-cpu</artifactId><version>2.7.1</version><classifier>linux-x86_64</classifier></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
</dependencies></project>
POM
mvn -B -ntp -q dependency:build-classpath -Dmdep.outputFile=cp.txt

cat >Probe.java <<'JAVA'
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import java.util.Arrays;

public class Probe {
    public static void main(String[] args) {
        System.out.println("DJL " + Engine.getDjlVersion());
        for (DataType type : new DataType[] {DataType.FLOAT32, DataType.FLOAT64}) {
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray w = manager.create(new float[] {1, 2, 3});
                w.setRequiresGradient(true);
                try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                    NDArray squares = w.mul(w).toType(type, false).toType(DataType.FLOAT32, false).sum();
                    collector.backward(squares.add(w.sum()));
                }
                System.out.println("d(sum w*w + sum w) through " + type + ": " + Arrays.toString(w.getGradient().toFloatArray()));
            }
        }
    }
}
JAVA
OPT_OUT_TRACKING=true DJL_CACHE_DIR=$work/djl java -Dai.djl.offline=true -cp "$(cat cp.txt)" Probe.java | tee out.txt
grep -qF "through float32: [3.0, 5.0, 7.0]" out.txt
grep -qF "through float64: [1.0, 1.0, 1.0]" out.txt
echo "as written above"
