#!/usr/bin/env bash
# One would guess: CenterCrop(384, 384) gives 384 x 384 pixels of every picture that is at least as large.
# What happens (DJL 0.36.0): a picture that is one pixel larger comes back as it was, 384 x 385. So the usual
# "resize the short side, then crop" gives inputs of two sizes, and a batch of them cannot be stacked.
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
import ai.djl.modality.cv.transform.CenterCrop;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

public class Probe {
    public static void main(String[] args) {
        try (NDManager manager = NDManager.newBaseManager()) {
            System.out.println("DJL " + ai.djl.engine.Engine.getDjlVersion());
            for (int extra = 0; extra <= 3; extra++) {
                Shape cropped = new CenterCrop(384, 384)
                        .transform(manager.zeros(new Shape(384, 384 + extra, 3), DataType.UINT8))
                        .getShape();
                System.out.println("384x" + (384 + extra) + " cropped to 384x384: " + cropped);
            }
        }
    }
}
JAVA
OPT_OUT_TRACKING=true DJL_CACHE_DIR=$work/djl java -Dai.djl.offline=true -cp "$(cat cp.txt)" Probe.java | tee out.txt
grep -qF "384x385 cropped to 384x384: (384, 385, 3)" out.txt
grep -qF "384x386 cropped to 384x384: (384, 384, 3)" out.txt
echo "as written above"
