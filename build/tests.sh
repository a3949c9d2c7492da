# shellcheck shell=bash
# ./streampulse test: builds everything, runs each test project by itself, and adds up. Sourced by ../streampulse.

# Longest that one test project may take, in minutes.
readonly TEST_MINUTES=${STREAMPULSE_TEST_MINUTES:-10}

# The projects to build, one path in a line: all, without those that find_orleans left out.
projects_to_build() {
  all_projects | grep -vxF -f <(printf '%s\n' "${ORLEANS_LEFT_OUT[@]:-none}")
}

test_projects() {
  local project
  projects_to_build | grep '^tests/' | while read -r project; do
    grep -q '<IsTestProject>false' "$ROOT/$project" || echo "$project"
  done
}

build_all() {
  local solution projects code=0
  lock 9 build building
  mapfile -t projects < <(projects_to_build)
  solution=$(write_solution all "${projects[@]}")
  say "building ${#projects[@]} projects"
  forget_stale_outputs
  (cd "$ROOT" && run build dotnet build "$solution" -c Release "${ORLEANS_SWITCH[@]}" --nologo -v quiet -tl:off) || code=1
  unlock 9
  return "$code"
}

# attribute NAME FILE: a number in the first assembly element of an xUnit report.
attribute() { grep -om1 '<assembly [^>]*>' "$2" | sed -nE "s/.* $1=\"([0-9]+)\".*/\1/p"; }

# run_test_project PROJECT FILTER...: adds to PASSED, FAILED and SKIPPED, and to BROKEN what did not go as it should.
run_test_project() {
  local directory=$ROOT/${1%/*} name passed failed skipped log report code=0 begin=$SECONDS filters=()
  name=$(basename "$1" .csproj)
  log=$RESULTS/$name.log report=$RESULTS/$name.xml
  shift
  if (($# > 0)); then
    filters=("${@/#/*}")
    filters=(--ignore-exit-code 8 --filter-method "${filters[@]/%/*}")
  fi
  timeout --foreground --kill-after=10 "${TEST_MINUTES}m" \
    dotnet "$directory/bin/Release/net10.0/StreamPulse.$name.dll" --no-progress --no-ansi --exit-on-process-exit $$ \
    --results-directory "$RESULTS" --report-xunit --report-xunit-filename "$name.xml" "${filters[@]}" \
    >"$log" 2>&1 </dev/null 8>&- 9>&- || code=$?
  if [[ ! -s $report ]] || ! passed=$(attribute passed "$report") || [[ -z $passed ]]; then
    cat "$log" >&2
    if ((code == 124 || code == 137)); then BROKEN+=("$name did not end within $TEST_MINUTES minutes"); else BROKEN+=("$name ended without a report (exit code $code)"); fi
    return
  fi
  failed=$(attribute failed "$report") skipped=$(attribute skipped "$report")
  PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + skipped))
  ((code == 0 || code == 8)) || cat "$log" >&2 # 8: there was nothing to run
  if ((passed + failed + skipped == 0)); then
    (($# > 0)) || BROKEN+=("$name ran no test")
    return
  fi
  ((code == 0 || failed > 0)) || BROKEN+=("$name ended with exit code $code although no test failed")
  say "$name: $passed passed, $failed failed, $skipped skipped, $((SECONDS - begin)) s"
}

# finish: names what went wrong beside failed tests, and closes with the totals.
finish() {
  local line
  for line in "${BROKEN[@]}"; do say "NOT OK: $line"; done
  [[ -z $ORLEANS_NOTE ]] || say "$ORLEANS_NOTE"
  printf '%d passed, %d failed, %d skipped\n' "$PASSED" "$FAILED" "$SKIPPED"
  ((FAILED == 0 && ${#BROKEN[@]} == 0))
}

# run_tests FILTER...: a filter is a part of a test's full name (namespace, class and method).
run_tests() {
  local project directory
  [[ ${1:-} != -* ]] || die 2 "test takes parts of test names, not options: ./streampulse test [PART...]"
  PASSED=0 FAILED=0 SKIPPED=0 BROKEN=() RESULTS=$STATE/test-results
  require_postgres
  lock 8 test testing
  rm -rf "$RESULTS"
  mkdir -p "$RESULTS"
  for directory in "$ROOT"/tests/*/; do
    [[ ! -e $directory/package-lock.json ]] || npm_packages "${directory%/}"
  done
  find_orleans
  if ! build_all; then
    BROKEN+=("the build failed, so no test was run: $(grep ' error ' "$LOGS/build.log" | grep -oE '[^][ ]+\.csproj' | xargs -rn1 basename | sort -u | paste -sd' ')")
    finish
    return
  fi
  while read -r project <&3; do run_test_project "$project" "$@"; done 3< <(test_projects)
  (($# == 0 || PASSED + FAILED + SKIPPED > 0)) || BROKEN+=("no test has '$*' in its name")
  finish
}
