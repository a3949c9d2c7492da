# shellcheck shell=bash
# ./streampulse test: builds everything, runs the test projects, each in a process of its own, and adds up. Sourced by ../streampulse.

# Longest that one test project may take, in minutes.
readonly TEST_MINUTES=${STREAMPULSE_TEST_MINUTES:-10}

# Test projects that start no silo. They run beside Chaos.Tests, whose programs are paused or away part of the time.
readonly BESIDE_CHAOS='Core|Fuzz|Import|Log|Simulation|Style'

# Paths of the test projects, one in a line, relative to the repository.
test_projects() { (cd "$ROOT" && grep -L '<IsTestProject>false' tests/*/*.csproj); }

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

# attribute NAME FILE: a number in the first assembly element of an xUnit report.
attribute() { grep -om1 '<assembly [^>]*>' "$2" | sed -nE "s/.* $1=\"([0-9]+)\".*/\1/p"; }

# execute_test_project PROJECT FILTER...: leaves a log, a report, and a file with its exit code and how long it took.
execute_test_project() {
  local directory=$ROOT/${1%/*} name code=0 begin=$SECONDS filters=()
  name=$(basename "$1" .csproj)
  shift
  if (($# > 0)); then
    filters=("${@/#/*}")
    filters=(--ignore-exit-code 8 --filter-method "${filters[@]/%/*}")
  fi
  timeout --foreground --kill-after=10 "${TEST_MINUTES}m" \
    dotnet "$directory/bin/Release/net10.0/StreamPulse.$name.dll" --no-progress --no-ansi --long-running 60 --xunit-diagnostics on --exit-on-process-exit $$ \
    --results-directory "$RESULTS" --report-xunit --report-xunit-filename "$name.xml" "${filters[@]}" \
    >"$RESULTS/$name.log" 2>&1 </dev/null 8>&- 9>&- || code=$?
  printf '%s\n' "$code $((SECONDS - begin))" >"$RESULTS/$name.ended"
}

# count_test_project PROJECT IS-FILTERED: adds what it left to PASSED, FAILED and SKIPPED, and to BROKEN what did not go as it should.
count_test_project() {
  local name passed failed skipped log report code=137 seconds=0
  name=$(basename "$1" .csproj)
  log=$RESULTS/$name.log report=$RESULTS/$name.xml
  [[ ! -s $RESULTS/$name.ended ]] || read -r code seconds <"$RESULTS/$name.ended"
  if [[ ! -s $report ]] || ! passed=$(attribute passed "$report") || [[ -z $passed ]]; then
    cat "$log" >&2
    if ((code == 124 || code == 137)); then BROKEN+=("$name did not end within $TEST_MINUTES minutes"); else BROKEN+=("$name ended without a report (exit code $code)"); fi
    return
  fi
  failed=$(attribute failed "$report") skipped=$(attribute skipped "$report")
  ((code == 0 || code == 8)) || cat "$log" >&2 # 8: there was nothing to run
  (($2 && passed + failed + skipped == 0)) || count "$name" "$code" "$passed" "$failed" "$skipped" "$seconds"
}

# run_test_projects FILTER...: one after the other, but those of BESIDE_CHAOS beside Chaos.Tests.
run_test_projects() {
  local project beside others beside_id="" is_filtered=$(($# > 0))
  mapfile -t beside < <(test_projects | grep -E "/($BESIDE_CHAOS)\.Tests/")
  mapfile -t others < <(test_projects | grep -vE "/($BESIDE_CHAOS)\.Tests/")
  for project in "${others[@]}"; do
    if [[ $project == */Chaos.Tests.csproj ]]; then
      { for project in "${beside[@]}"; do execute_test_project "$project" "$@"; done; } &
      beside_id=$!
    fi
    execute_test_project "$project" "$@"
    [[ -z $beside_id ]] || wait "$beside_id"
    count_test_project "$project" "$is_filtered"
  done
  for project in "${beside[@]}"; do count_test_project "$project" "$is_filtered"; done
}

# run_npm_tests NAME DIRECTORY COUNTS COMMAND...: tests of an npm package, counted like a test project. COUNTS is JavaScript
# that makes passed, failed and skipped of the report r, which the command writes to RESULTS/NAME.json.
run_npm_tests() {
  local name=$1 directory=$2 counts=$3 log=$RESULTS/$1.log report=$RESULTS/$1.json code=0 passed failed skipped begin=$SECONDS
  shift 3
  (cd "$directory" && timeout --foreground --kill-after=10 "${TEST_MINUTES}m" "$@") >"$log" 2>&1 </dev/null 8>&- 9>&- || code=$?
  ((code == 0)) || cat "$log" >&2
  # A file that cannot be loaded is a failed suite without a failed test.
  if [[ ! -s $report ]] || ! read -r passed failed skipped < <(node -p "
    const r = JSON.parse(require('fs').readFileSync(process.argv[1], 'utf8'));
    [$counts].join(' ')" "$report"); then
    BROKEN+=("$name ended without a report (exit code $code)")
    return
  fi
  count "$name" "$code" "$passed" "$failed" "$skipped" $((SECONDS - begin))
}

# run_web_tests: the page's own tests.
run_web_tests() {
  [[ -e $ROOT/src/Web/package.json ]] || return 0
  run_npm_tests Web "$ROOT/src/Web" 'r.numPassedTests, r.numFailedTests, r.numPendingTests + r.numTodoTests' \
    npm run test -- --reporter=default --reporter=json --outputFile="$RESULTS/Web.json"
}

# run_browser_tests: the page in a real browser, served by the program. Figures that they measure are repeated here.
run_browser_tests() {
  local directory=$ROOT/tests/Browser.Tests
  [[ -e $directory/package.json ]] || return 0
  run_npm_tests Browser.Tests "$directory" 'r.stats.expected, r.stats.unexpected + r.stats.flaky, r.stats.skipped' \
    env CI=1 PLAYWRIGHT_JSON_OUTPUT_NAME="$RESULTS/Browser.Tests.json" STREAMPULSE_CHROMIUM="${STREAMPULSE_CHROMIUM:-}" npm run test -- --reporter=list,json
  sed -n 's/^measured: /streampulse: Browser.Tests measured: /p' "$RESULTS/Browser.Tests.log" >&2
}

# count NAME EXIT-CODE PASSED FAILED SKIPPED SECONDS: adds to the totals and says so.
count() {
  PASSED=$((PASSED + $3)) FAILED=$((FAILED + $4)) SKIPPED=$((SKIPPED + $5))
  (($3 + $4 + $5 > 0)) || BROKEN+=("$1 ran no test")
  (($2 == 0 || $4 > 0 || $3 + $5 == 0)) || BROKEN+=("$1 ended with exit code $2 although no test failed")
  say "$1: $3 passed, $4 failed, $5 skipped, $6 s"
}

# finish: names what went wrong beside failed tests, and closes with the totals, however the run ends.
finish() {
  local line
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
  run_test_projects "$@"
  if (($# == 0)); then
    run_web_tests
    run_browser_tests
  elif ((PASSED + FAILED + SKIPPED == 0)); then
    BROKEN+=("no test has '$*' in its name")
  fi
  ((FAILED == 0 && ${#BROKEN[@]} == 0))
}
