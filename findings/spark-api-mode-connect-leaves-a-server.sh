#!/usr/bin/env bash
# One would guess: a Java program that spark-submit starts with spark.api.mode=connect has Spark's other classes on its class path too, so that
# it can ask whether a session is a classic one; and what Spark starts for the program ends with it.
# What happens (pyspark 4.3.0): the classes of org.apache.spark.sql.classic are not there, so an "instanceof" of them is a NoClassDefFoundError
# instead of false; and the Spark Connect server that was started for the program goes on after the program has ended with
# code 0, listening on port 15002 and holding a JVM of some hundred MB, until somebody stops it.
# Needs Python 3.10+, a JDK 17 and Linux; port 15002 has to be free.
set -euo pipefail
work=$(mktemp -d)
stop() { pkill -f "spark.finding.run=$work" 2>/dev/null || true; rm -rf "$work"; }
trap stop EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q pyspark==4.3.0
SPARK_HOME=$("$work/venv/bin/python" -c 'import pyspark; print(pyspark.__path__[0])')
export SPARK_HOME SPARK_LOG_DIR=$work/logs SPARK_LOCAL_IP=127.0.0.1

cat >"$work/Probe.java" <<'JAVA'
import org.apache.spark.sql.SparkSession;

public class Probe {
    public static void main(String[] args) throws Exception {
        SparkSession session = SparkSession.builder().getOrCreate();
        System.out.println("version " + session.version() + ", rows " + session.range(3).count());
        System.out.println("session " + session.getClass().getName());
        try {
            System.out.println("classic " + (session instanceof org.apache.spark.sql.classic.SparkSession));
        } catch (NoClassDefFoundError e) {
            System.out.println("classic NoClassDefFoundError");
        }
        session.close();
    }
}
JAVA
mkdir "$work/classes"
javac -proc:none -cp "$SPARK_HOME/jars/*" -d "$work/classes" "$work/Probe.java"
(cd "$work/classes" && jar cf ../probe.jar .)
"$SPARK_HOME/bin/spark-submit" --master 'local[1]' --conf spark.api.mode=connect --conf "spark.finding.run=$work" \
    --conf spark.ui.enabled=false --class Probe "$work/probe.jar" >"$work/out" 2>"$work/err" || { tail -20 "$work/err"; exit 1; }
cat "$work/out"
sleep 10
servers=$(pgrep -f "spark.finding.run=$work" | wc -l)
if (exec 3<>/dev/tcp/127.0.0.1/15002) 2>/dev/null; then port=open; else port=closed; fi
echo "10 s after the program ended: $servers server, port 15002 $port"
grep -q '^session org.apache.spark.sql.connect.SparkSession$' "$work/out" || { echo "changed: another session"; exit 1; }
grep -q '^classic NoClassDefFoundError$' "$work/out" || { echo "changed: the classic classes are there"; exit 1; }
[ "$servers" = 1 ] && [ "$port" = open ] || { echo "changed: the server ends with the program"; exit 1; }
echo "as written above"
