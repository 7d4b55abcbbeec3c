# Shared by examples/run, benchmarks/run and .ci/run; sourced, not run. Works with bash 3.2 and up.
#
# Environment:
#   MAVEN_ARGS       more arguments for Maven, such as "-o"
#   HONE_MAVEN_REPO  a local repository other than Maven's own (absolute path)
#   HONE_BUILD       build under this folder instead of each module's target/ (absolute path)
#   JAVA_HOME        the JDK to build and run with
#   JDK_JAVA_OPTIONS more options for the JVM that runs the program, such as "-Xmx6g"

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

maven() {
  command -v mvn >/dev/null || { echo "mvn is not on the PATH: install Maven 3.8.6 or later, and JDK 17 or later." >&2; return 127; }
  local more=() arguments=(-B -ntp)
  read -r -a more <<<"${MAVEN_ARGS:-}"
  [[ ${#more[@]} -eq 0 ]] || arguments+=("${more[@]}")
  [[ -z ${HONE_MAVEN_REPO:-} ]] || arguments+=("-Dmaven.repo.local=$HONE_MAVEN_REPO")
  [[ -z ${HONE_BUILD:-} ]] || arguments+=("-Dhone.build=$HONE_BUILD")
  # Maven 3.9 reads MAVEN_ARGS by itself, 3.8 does not: unset it so that both see it once.
  (cd "$root" && env -u MAVEN_ARGS mvn "${arguments[@]}" "$@")
}

# built_in MODULE: the folder that Maven builds the module in.
built_in() {
  if [[ -n ${HONE_BUILD:-} ]]; then echo "$HONE_BUILD/hone-$1"; else echo "$root/$1/target"; fi
}

jar_of() { echo "$(built_in "$1")/hone-$1.jar"; }

# is_fresh MODULE: whether its jar is younger than every source and POM, and its class path is still there.
is_fresh() {
  local jar entry entries
  jar=$(jar_of "$1")
  [[ -f $jar && -f $(built_in "$1")/classpath.txt ]] || return 1
  [[ -z $(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main -newer "$jar") ]] || return 1
  IFS=: read -r -a entries <"$(built_in "$1")/classpath.txt" || true
  for entry in "${entries[@]}"; do
    [[ -e $entry ]] || return 1
  done
}

# build MODULE: the module and the modules it depends on, without tests.
build() {
  local started
  echo "Building hone-$1 (the first time, Maven also fetches about 300 MB of libraries) ..." >&2
  started=$(mktemp)
  maven -q -pl "$1" -am -Dmaven.test.skip=true package >&2 || { rm -f "$started"; return 1; }
  # A source that was saved while Maven ran is newer than this and gets the next build.
  touch -r "$started" "$(jar_of "$1")"
  rm -f "$started"
}

# launch MODULE CLASS ARGUMENT...: builds what is missing or old, then becomes the program.
launch() {
  local module=$1 class=$2
  shift 2
  is_fresh "$module" || build "$module" || return
  exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$(jar_of "$module"):$(<"$(built_in "$module")/classpath.txt")" "$class" "$@"
}

# programs MODULE TEXT: the module's classes whose source holds TEXT, one name a line.
programs() {
  local file
  for file in "$root/$1/src/main/java/ai/hone/$1"/*.java; do
    if grep -qF "$2" "$file"; then basename "$file" .java; fi
  done
}

# describe MODULE NAME: the name and the first sentence of its Javadoc.
describe() {
  local sentence
  sentence=$(awk '
    /^\/\*\*/ { open = 1 }
    open {
      gsub(/^ *\/?\*+\/? ?| *\*+\/ *$|<p>/, ""); text = text " " $0
      if (text ~ /[.]( |$)/) { sub(/[.] .*/, ".", text); exit }
    }
    /^(public|final|abstract|class|record|enum)/ { exit }
    END { sub(/^ */, "", text); print text }
  ' "$root/$1/src/main/java/ai/hone/$1/$2.java" | sed 's/{@[a-z]* \([^}]*\)}/\1/g')
  printf '  %-24s %s\n' "$2" "$sentence"
}
