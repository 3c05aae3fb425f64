#!/usr/bin/env bash
# One would guess: on Linux ONNX Runtime writes nothing but what it is asked for; whoever worries calls its switch, disable_telemetry_events() or
# OrtEnvironment.setTelemetry(false), before the first session, or is covered by OPT_OUT_TRACKING=true, which DJL asks for.
# What happens (onnxruntime 1.32.0 of PyPI, 1.29.0 of Maven Central): "import onnxruntime", or OrtEnvironment.getEnvironment() in Java, gives the
# machine a lasting id (~/.cache/Microsoft/DeveloperTools/.onnxruntime/deviceid) and lays events for Microsoft into a database beside it, with
# processor, memory, the system's name, the program's and an id of the machine; no model has been loaded. The switches come too late: the id
# and the first events are there when the call returns. OPT_OUT_TRACKING changes nothing. ORT_DISABLE_TELEMETRY=1 in the environment, before
# the process starts, leaves the home folder as it was.
# Needs Python with venv, Maven and a JDK 17.
set -euo pipefail
unset ORT_DISABLE_TELEMETRY
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q onnxruntime==1.32.0
cat >pom.xml <<"POM"
<project><modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId><version>1</version><dependencies>
<dependency><groupId>com.microsoft.onnxruntime</groupId><artifactId>onnxruntime</artifactId><version>1.29.0</version></dependency>
</dependencies></project>
POM
mvn -B -ntp -q dependency:build-classpath -Dmdep.outputFile=cp.txt
cat >Probe.java <<'JAVA'
import ai.onnxruntime.OrtEnvironment;

public class Probe {
    public static void main(String[] args) throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        environment.setTelemetry(false);
        System.out.println("Java, " + environment.getVersion());
    }
}
JAVA
cat >probe.py <<'PYTHON'
import onnxruntime

onnxruntime.disable_telemetry_events()
print("Python,", onnxruntime.__version__)
PYTHON

# What a home folder has after a program that only switches telemetry off.
home() {
    local name=$1
    shift
    mkdir "$name"
    env HOME="$work/$name" XDG_CACHE_HOME= OPT_OUT_TRACKING=true "$@"
    (cd "$name" && find . -type f | sort)
}

for way in python java; do
    if [ $way = python ]; then run=(venv/bin/python probe.py); else run=(java -cp "$(cat cp.txt)" Probe.java); fi
    home "$way" "${run[@]}" | tee "$way.txt"
    grep -qx "./.cache/Microsoft/DeveloperTools/.onnxruntime/deviceid" "$way.txt"
    python3 - "$way/.cache/Microsoft/DeveloperTools/.onnxruntime/onnxruntime.db" <<'PYTHON'
import sqlite3
import sys

payloads = [row[0] for row in sqlite3.connect(sys.argv[1]).execute("select payload from events")]
text = b"".join(payloads)
facts = [word for word in (b"ProcessInfo", b"cpuModel", b"totalMemoryMB", b"osDescription") if word in text]
print(len(payloads), "events wait, with", ", ".join(word.decode() for word in facts))
sys.exit(len(payloads) < 1 or b"ProcessInfo" not in text)
PYTHON
    home "$way-without" ORT_DISABLE_TELEMETRY=1 "${run[@]}" | tee without.txt
    ! grep -q Microsoft without.txt
done
echo "as written above"
