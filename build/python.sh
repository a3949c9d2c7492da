# shellcheck shell=bash
# Another implementation's producer for the interop tests: Debian's python3-kafka and python3-avro. Sourced by ../streampulse.

# Installs them where that is possible; where it is not, the tests that need them say so and are skipped.
find_python_kafka() {
  ! /usr/bin/python3 -c 'import kafka, avro.io' 2>/dev/null || return 0
  if ((EUID != 0)) || ! type -P apt-get >/dev/null; then
    say "python3-kafka and python3-avro are not installed; the test with another producer is skipped"
    return 0
  fi
  say "installing python3-kafka and python3-avro by apt, for a test with another producer"
  run apt-update apt-get -o DPkg::Lock::Timeout=300 update &&
    run apt-python env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends python3-kafka python3-avro ||
    say "they could not be installed; that test is skipped"
}
