#!/usr/bin/env bash
# One would guess: new DefaultZooProvider().getModelZoo(), the zoo of -Dai.djl.repository.zoo.location, works whenever it is asked for.
# What happens (DJL 0.36.0): as the first use of DJL's zoos in a program it ends in an ExceptionInInitializerError: DefaultModelZoo waits for
# its superclass ModelZoo, which makes a DefaultModelZoo of the property before that class has its logger. After
# ModelZoo.listModelZoo() the same line works.
# Needs Maven and a JDK 17.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >pom.xml <<"POM"
<project><modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId><version>1</version><dependencies>
<dependency><groupId>ai.djl</groupId><artifactId>api</artifactId><version>0.36.0</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
</dependencies></project>
POM
mvn -B -ntp -q dependency:build-classpath -Dmdep.outputFile=cp.txt
mkdir zoo

cat >Probe.java <<'JAVA'
import ai.djl.repository.zoo.DefaultZooProvider;
import ai.djl.repository.zoo.ModelZoo;

public class Probe {
    public static void main(String[] args) {
        if (args[0].equals("listed")) {
            System.out.println("zoos listed first: " + ModelZoo.listModelZoo().size());
        }
        try {
            System.out.println(args[0] + ": " + new DefaultZooProvider().getModelZoo().getGroupId());
        } catch (Throwable e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            System.out.println(args[0] + ": " + e.getClass().getName() + " because of " + cause);
        }
    }
}
JAVA
echo "DJL 0.36.0"
for order in first listed; do
    java -Dai.djl.repository.zoo.location="file:$work/zoo/" -cp "$(cat cp.txt)" Probe.java "$order" 2>&1 | tee -a out.txt
done
grep -qF "first: java.lang.ExceptionInInitializerError because of java.lang.NullPointerException" out.txt
grep -qE "^listed: ai\.djl" out.txt
echo "as written above"
