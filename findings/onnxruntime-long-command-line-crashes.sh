#!/usr/bin/env bash
# One would guess: whether ONNX Runtime loads does not depend on what else stands on the command line of the process.
# What happens (onnxruntime 1.29.0 for Java, Linux x86-64): it reads /proc/self/cmdline when it is loaded, and from some 4,000 bytes on the
# JVM dies of a segmentation fault, without hs_err file or message. A class path of a few dozen jars after -cp is longer than that; in the
# environment (CLASSPATH), in an argument file (@FILE) or in a jar's manifest, as Surefire has it, it does no harm.
# Needs Maven, a JDK 17 and Linux on x86-64.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >pom.xml <<"POM"
<project><modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId><version>1</version><dependencies>
<dependency><groupId>com.microsoft.onnxruntime</groupId><artifactId>onnxruntime</artifactId><version>1.29.0</version></dependency>
</dependencies></project>
POM
mvn -B -ntp -q dependency:build-classpath -Dmdep.outputFile=cp.txt

cat >Probe.java <<'JAVA'
import ai.onnxruntime.OrtEnvironment;

public class Probe {
    public static void main(String[] args) {
        System.out.println("onnxruntime " + OrtEnvironment.getEnvironment().getVersion());
    }
}
JAVA
javac -cp "$(cat cp.txt)" Probe.java
export CLASSPATH=.:$(cat cp.txt)
long=$(printf 'x%.0s' $(seq 5000))
java Probe short
printf 'Probe\n%s\n' "$long" >arguments
java @arguments
status=0
java Probe "$long" || status=$?
echo "exit code with $(printf '%s' "$long" | wc -c) bytes more on the command line: $status"
[ "$status" = 139 ] || { echo "changed: it loads"; exit 1; }
echo "as written above"
