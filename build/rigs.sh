# shellcheck shell=bash
# Programs that prove or measure and are not part of the product: bench, chaos. Sourced by ../streampulse.

# run_rig PROJECT ARGUMENT...: builds a program that is not part of the product, and runs it.
run_rig() {
  local project=$1
  require_postgres
  lock 9 build building
  say "building $project"
  forget_stale_outputs
  find_kafka
  find_orleans
  (cd "$ROOT" && run build dotnet build "$project" -c Release "${KAFKA_SWITCH[@]}" "${ORLEANS_SWITCH[@]}" --nologo -v quiet -tl:off) || die 1 "$project does not build; see above."
  unlock 9
  cd "$ROOT"
  exec dotnet "$project/bin/Release/net10.0/StreamPulse.${project##*/}.dll" "${@:2}"
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
