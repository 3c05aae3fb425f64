#!/usr/bin/env bash
# One would guess: Resize with BICUBIC on a picture of bytes clamps what overshoots, as Pillow and OpenCV do: an edge
# between black and white stays within 0 and 255.
# What happens (DJL 0.36.0, PyTorch engine): the result is cast back without rounding or clamping, so -6 becomes 251 and
# 272 becomes 16. White specks lie beside every dark edge, and nothing says so. In float32 the numbers are right.
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
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.transform.Resize;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;

public class Probe {
    public static void main(String[] args) {
        try (NDManager manager = NDManager.newBaseManager()) {
            System.out.println("DJL " + ai.djl.engine.Engine.getDjlVersion());
            byte[] edge = new byte[8 * 8 * 3];
            for (int i = 0; i < edge.length; i++) {
                edge[i] = (byte) (i / 3 % 8 < 4 ? 0 : 255);
            }
            NDArray picture = manager.create(ByteBuffer.wrap(edge), new Shape(8, 8, 3), DataType.UINT8);
            Resize resize = new Resize(16, 16, Image.Interpolation.BICUBIC);
            NDArray bytes = resize.transform(picture).get("0,:,0");
            NDArray floats = resize.transform(picture.toType(DataType.FLOAT32, false)).get("0,:,0");
            System.out.println("bytes:   " + Arrays.toString(bytes.toType(DataType.INT32, false).toIntArray()));
            System.out.println("float32: " + Arrays.toString(floats.toFloatArray()));
        }
    }
}
JAVA
OPT_OUT_TRACKING=true DJL_CACHE_DIR=$work/djl java -Dai.djl.offline=true -cp "$(cat cp.txt)" Probe.java | tee out.txt
grep -qF "bytes:   [0, 0, 0, 0, 0, 251, 239, 51, 203, 16, 4, 255," out.txt
grep -q "float32: .*-5\.97.*272\.9" out.txt
echo "as written above"
