# shellcheck shell=bash
# Programs that prove or measure and are not part of the product: bench, chaos, fuzz, simulate. Sourced by ../streampulse.

# run_rig PROJECT ARGUMENT...: builds a program that is not part of the product, and runs it.
run_rig() {
  local project=$1
  lock 9 build building
  say "building $project"
  forget_stale_outputs
  compile build build "$project" || die 1 "$project does not build; see above."
  unlock 9
  cd "$ROOT"
  exec dotnet "$project/bin/Release/net10.0/StreamPulse.${project##*/}.dll" "${@:2}"
}

# run_bench VERB ARGUMENT...: bench/Bench, but for the plots and tables, which Node.js makes from its results.
run_bench() {
  grep --quiet "^  ${1:-} " "$ROOT/build/help/bench.txt" || die 2 "bench has no verb '${1:-}'. ./streampulse help bench lists them."
  if [[ ${1:-} == plots ]]; then
    require_node "for the plots"
    npm_packages "$ROOT/bench/plots"
    cd "$ROOT"
    exec node bench/plots/main.mjs "${@:2}"
  fi
  [[ ! ${1:-} =~ ^(http-python|suite)$ ]] || install_python_rig
  require_postgres
  run_rig bench/Bench "$@"
}

# wrk, and Python's packages for bench/python, where they can be installed; without them the comparison fails and says so.
install_python_rig() {
  local packages=(wrk python3-fastapi python3-uvicorn python3-asyncpg python3-uvloop python3-httptools)
  type -P wrk >/dev/null && /usr/bin/python3 -c 'import fastapi, uvicorn, asyncpg, uvloop, httptools' 2>/dev/null && return 0
  if ((EUID != 0)) || ! type -P apt-get >/dev/null; then
    say "the comparison with Python needs ${packages[*]} (Debian's names)"
    return 0
  fi
  say "installing ${packages[*]} by apt, for the comparison with Python"
  run apt-update apt-get -o DPkg::Lock::Timeout=300 update &&
    run apt-bench env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${packages[@]}" ||
    say "they could not be installed"
}

# The library that shifts a process's clock, where it can be installed; without it no clock is shifted, and the report says so.
install_faketime() {
  compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null && return 0
  ((EUID == 0)) && type -P apt-get >/dev/null || return 0
  say "installing libfaketime by apt, to shift clocks"
  run apt-update apt-get -o DPkg::Lock::Timeout=300 update &&
    run apt-faketime env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends libfaketime ||
    say "it could not be installed; no clock is shifted"
}
