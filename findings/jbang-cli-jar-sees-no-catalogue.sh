#!/usr/bin/env bash
# One would guess: JBang as a library from Maven Central (dev.jbang:jbang-cli with the dependencies of its own pom) lists and runs
# the aliases of a jbang-catalog.json as the downloaded jbang does.
# What happens (jbang-cli 0.132.1): with the Gson that its pom names, 2.10.1, every catalogue is read as an empty one, without a word and
# with exit code 0; with Gson 2.13.2 beside the same jars the alias is there. So a build that runs JBang from Maven must name a newer Gson.
# Needs Maven, a JDK 17 and Linux.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export JBANG_DIR=$work/home

mkdir "$work/catalogue"
echo 'public class Hello { public static void main(String[] args) { System.out.println("hello"); } }' >"$work/catalogue/Hello.java"
echo '{"aliases": {"greet": {"script-ref": "Hello.java"}}}' >"$work/catalogue/jbang-catalog.json"

libraries() { # FOLDER MORE-DEPENDENCIES
    mkdir "$work/$1"
    cat >"$work/$1/pom.xml" <<POM
<project><modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId><version>1</version><dependencies>
<dependency><groupId>dev.jbang</groupId><artifactId>jbang-cli</artifactId><version>0.132.1</version></dependency>$2
</dependencies></project>
POM
    (cd "$work/$1" && mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib)
}
aliases() { (cd "$work/catalogue" && java -cp "$work/$1/lib/*" dev.jbang.Main alias list 2>&1); }

libraries own ""
libraries newer "<dependency><groupId>com.google.code.gson</groupId><artifactId>gson</artifactId><version>2.13.2</version></dependency>"
for folder in own newer; do
    ls "$work/$folder/lib" | grep -E '^(jbang-cli|gson)-'
    found=$(aliases "$folder")
    echo "  alias list: ${found:-(nothing)}"
    case $folder in
    own) [ -z "$found" ] || { echo "changed: it lists something with its own Gson"; exit 1; } ;;
    newer) [[ $found == *greet* ]] || { echo "changed: no alias with Gson 2.13.2"; exit 1; } ;;
    esac
done
