# shellcheck shell=bash
# ./streampulse test: builds everything, runs the test projects, each in a process of its own, and adds up. Sourced by ../streampulse.

# Longest that one test project may take, in minutes.
readonly TEST_MINUTES=${STREAMPULSE_TEST_MINUTES:-10}

# How many test projects run at once. Each waits part of its time: for windows to end, for programs that are paused or being started.
readonly TEST_JOBS=${STREAMPULSE_TEST_JOBS:-2}

# The test projects that take longest, longest first: they are started first, so that none of them runs alone at the end.
readonly LONGEST_FIRST=(Chaos.Tests Cli.Tests Browser.Tests Cluster.Tests Hosting.Tests Grains.Tests Api.Tests)

# Tests of npm packages, each with JavaScript that makes passed, failed and skipped of its report r.
readonly -A NPM_COUNTS=(
  [src/Web]='r.numPassedTests, r.numFailedTests, r.numPendingTests + r.numTodoTests'
  [tests/Browser.Tests]='r.stats.expected, r.stats.unexpected + r.stats.flaky, r.stats.skipped'
)

# test_projects IS-FILTERED: paths of the test projects, one in a line, relative to the repository: a .csproj, or the folder of an
# npm package. A filter is for .NET tests, so that with one these are left out.
test_projects() {
  (cd "$ROOT" && grep -L '<IsTestProject>false' tests/*/*.csproj)
  (($1)) || printf '%s\n' "${!NPM_COUNTS[@]}"
}

# build_all: what the tests run or need to be there.
build_all() {
  local directory code=0
  lock 9 build building
  find_python_kafka
  find_chromium
  for directory in "$ROOT"/tests/*/; do
    [[ ! -e $directory/package-lock.json ]] || npm_packages "${directory%/}"
  done
  build_web
  say "building StreamPulse.sln"
  forget_stale_outputs
  compile build build StreamPulse.sln || code=1
  unlock 9
  return "$code"
}

# limited NAME COMMAND...: runs the tests NAME; leaves a log, and a file with the exit code and how long they took.
limited() {
  local name=$1 code=0 begin=$SECONDS
  shift
  timeout --kill-after=10 "${TEST_MINUTES}m" "$@" >"$RESULTS/$name.log" 2>&1 </dev/null 8>&- 9>&- &
  trap 'kill %%' TERM
  wait %% || code=$?
  printf '%s\n' "$code $((SECONDS - begin))" >"$RESULTS/$name.ended"
}

# execute PROJECT FILTER...: runs its tests, and leaves their report beside the log.
execute() {
  local project=$1 name filters=()
  name=$(basename "$project" .csproj)
  shift
  case $project in
  src/Web)
    limited "$name" npm --prefix "$ROOT/$project" run test -- --reporter=default --reporter=json --outputFile="$RESULTS/$name.json"
    ;;
  tests/Browser.Tests)
    CI=1 PLAYWRIGHT_JSON_OUTPUT_NAME="$RESULTS/$name.json" STREAMPULSE_CHROMIUM="${STREAMPULSE_CHROMIUM:-}" \
      limited "$name" npm --prefix "$ROOT/$project" run test -- --reporter=list,json
    ;;
  *)
    if (($# > 0)); then
      filters=("${@/#/*}")
      filters=(--ignore-exit-code 8 --filter-method "${filters[@]/%/*}")
    fi
    limited "$name" dotnet "$ROOT/${project%/*}/bin/Release/net10.0/StreamPulse.$name.dll" --no-progress --no-ansi --long-running 60 \
      --xunit-diagnostics on --exit-on-process-exit $$ --results-directory "$RESULTS" --report-xunit --report-xunit-filename "$name.xml" \
      "${filters[@]}"
    ;;
  esac
}

# attribute NAME FILE: a number in the first assembly element of an xUnit report.
attribute() { grep -om1 '<assembly [^>]*>' "$2" | sed -nE "s/.* $1=\"([0-9]+)\".*/\1/p"; }

# report_counts PROJECT: passed, failed and skipped of the report that it left; fails if there is none.
report_counts() {
  local report name
  name=$(basename "$1" .csproj)
  if [[ -n ${NPM_COUNTS[$1]:-} ]]; then
    report=$RESULTS/$name.json
    [[ -s $report ]] && node -p "
      const r = JSON.parse(require('fs').readFileSync(process.argv[1], 'utf8'));
      [${NPM_COUNTS[$1]}].join(' ')" "$report"
  else
    report=$RESULTS/$name.xml
    [[ -s $report ]] && printf '%s %s %s\n' "$(attribute passed "$report")" "$(attribute failed "$report")" "$(attribute skipped "$report")"
  fi
}

# count PROJECT IS-FILTERED: adds what it left to PASSED, FAILED and SKIPPED, and to BROKEN what did not go as it should.
count() {
  local name passed="" failed skipped code=137 seconds=0
  name=$(basename "$1" .csproj)
  [[ ! -s $RESULTS/$name.ended ]] || read -r code seconds <"$RESULTS/$name.ended"
  ((code == 0 || code == 8)) || cat "$RESULTS/$name.log" >&2 # 8: there was nothing to run
  # A file that cannot be loaded is a failed suite without a failed test.
  read -r passed failed skipped < <(report_counts "$1") || true
  if [[ -z $passed ]]; then
    if ((code == 124 || code == 137)); then BROKEN+=("$name did not end within $TEST_MINUTES minutes"); else BROKEN+=("$name ended without a report (exit code $code)"); fi
    return
  fi
  (($2 && passed + failed + skipped == 0)) && return
  PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + skipped))
  ((passed + failed + skipped > 0)) || BROKEN+=("$name ran no test")
  ((code == 0 || failed > 0 || passed + skipped == 0)) || BROKEN+=("$name ended with exit code $code although no test failed")
  say "$name: $passed passed, $failed failed, $skipped skipped, $seconds s"
  sed -n "s/^measured: /streampulse: $name measured: /p" "$RESULTS/$name.log" >&2 # figures that tests measure
}

# run_projects FILTER...: all test projects, TEST_JOBS at once; each is counted when it has ended.
run_projects() {
  local project name is_filtered=$(($# > 0)) ended
  local -a queue=() projects=()
  local -A running=()
  mapfile -t projects < <(test_projects "$is_filtered")
  for name in "${LONGEST_FIRST[@]}"; do
    for project in "${projects[@]}"; do [[ $(basename "$project" .csproj) != "$name" ]] || queue+=("$project"); done
  done
  for project in "${projects[@]}"; do [[ " ${queue[*]} " == *" $project "* ]] || queue+=("$project"); done
  while ((${#queue[@]} + ${#running[@]} > 0)); do
    while ((${#queue[@]} > 0 && ${#running[@]} < TEST_JOBS)); do
      execute "${queue[0]}" "$@" &
      running[$!]=${queue[0]}
      queue=("${queue[@]:1}")
    done
    wait -n -p ended "${!running[@]}" || true
    count "${running[$ended]}" "$is_filtered"
    unset "running[$ended]"
  done
}

# audit_npm: known advisories against what the package-lock.json files name. A registry that has none to ask is said, and is no failure.
audit_npm() {
  local lock directory name found report=$RESULTS/npm-audit.json unanswered=()
  while read -r lock; do
    directory=$(dirname "$ROOT/$lock") name=$(dirname "$lock")
    timeout 60 npm audit --json --package-lock-only --audit-level=high --prefix "$directory" >"$report" 2>/dev/null </dev/null || true
    found=$(node -p "
      const v = JSON.parse(require('fs').readFileSync(process.argv[1], 'utf8')).metadata.vulnerabilities;
      v.high + v.critical" "$report" 2>/dev/null) || { unanswered+=("$name"); continue; }
    if ((found > 0)); then BROKEN+=("npm packages of $name: $found with an advisory of level high or critical (npm audit --prefix $name)"); fi
  done < <(cd "$ROOT" && ls {src,tests,bench,build}/*/package-lock.json)
  ((${#unanswered[@]} == 0)) || say "no npm audit of ${unanswered[*]}: the registry does not answer it"
}

# finish: ends what still runs, names what went wrong beside failed tests, and closes with the totals, however the run ends.
finish() {
  local line
  jobs -pr | xargs -r kill
  for line in "${BROKEN[@]}"; do say "NOT OK: $line"; done
  [[ -z $CHROMIUM_NOTE ]] || say "$CHROMIUM_NOTE"
  printf '%d passed, %d failed, %d skipped\n' "$PASSED" "$FAILED" "$SKIPPED"
}

# run_tests PART...: all tests, or the .NET tests that have one of these in their full name (namespace, class and method).
run_tests() {
  [[ ${1:-} != -* ]] || die 2 "test takes parts of test names, not options: ./streampulse test [PART...]"
  PASSED=0 FAILED=0 SKIPPED=0 BROKEN=() CHROMIUM_NOTE="" RESULTS=$STATE/test-results
  require_postgres
  lock 8 test testing
  trap finish EXIT
  rm -rf "$RESULTS"
  mkdir -p "$RESULTS"
  if ! build_all; then
    BROKEN+=("the build failed, so no test was run: $(grep ' error ' "$LOGS/build.log" | grep -oE '[^][ ]+\.csproj' | xargs -rn1 basename | sort -u | paste -sd' ')")
    return 1
  fi
  (($# > 0)) || audit_npm
  run_projects "$@"
  (($# == 0 || PASSED + FAILED + SKIPPED > 0)) || BROKEN+=("no test has '$*' in its name")
  ((FAILED == 0 && ${#BROKEN[@]} == 0))
}
