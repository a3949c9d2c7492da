# shellcheck shell=bash
# Confluent.Kafka's native library, where the package source may lack it. Sourced by ../streampulse; docs/BUILDING.md, KafkaNativeFromNuGet.

# librdkafka's source (BSD-2-Clause) is in this npm package, under deps/librdkafka. It is of the version that
# ConfluentKafkaVersion in Directory.Build.props names; the two are raised together. The checksum is the registry's dist.integrity.
readonly LIBRDKAFKA_PACKAGE=@confluentinc/kafka-javascript@1.10.1
readonly LIBRDKAFKA_INTEGRITY=sha512-KVePUBn21EqCVP9mfxzEuM3SYJHHEF7X+iiC2e43QQgDSyEaksInmCGooT3w5q+cNAdkSCrK71j0ICfqoSqZLw==

# Nothing is downloaded or installed by configure itself; what is enabled here and missing is an error. GSSAPI is left
# out for its many dependencies, lz4 is the one in the source.
readonly LIBRDKAFKA_CONFIGURE=(--no-download --no-cache --disable-debug-symbols --disable-gssapi --disable-lz4-ext --enable-zlib --enable-ssl --enable-zstd --enable-curl)

# Of librdkafka's builtin.features, those that must be in what was built.
readonly LIBRDKAFKA_FEATURES=(gzip snappy lz4 zstd ssl sasl_plain sasl_scram sasl_oauthbearer oidc)

# What has to be there to build it: a header, and Debian's package with it.
readonly LIBRDKAFKA_HEADERS=(stdlib.h:libc6-dev zlib.h:zlib1g-dev openssl/ssl.h:libssl-dev zstd.h:libzstd-dev curl/curl.h:libcurl4-openssl-dev)

# The version of Confluent.Kafka, which is that of its librdkafka.
kafka_version() { sed -nE 's|.*<ConfluentKafkaVersion>([0-9.]+)<.*|\1|p' "$ROOT/Directory.Build.props"; }

# Whether the errors of a failed restore say that librdkafka.redist is missing, and nothing else.
lacks_librdkafka() {
  local errors
  errors=$(grep -E ': error ' "$1")
  [[ -n $errors ]] && ! grep -qvE ': error NU110[123]: .*\blibrdkafka\.redist\b' <<<"$errors"
}

# Sets KAFKA_SWITCH to what MSBuild is told. KafkaNativeFromNuGet in the environment decides: with true a missing package
# is an error, with false nothing is tried. LibrdkafkaPath there is used instead of a build.
# shellcheck disable=SC2034 # used by the files that source this one
find_kafka() {
  local version library why="it is set so"
  KAFKA_SWITCH=()
  if [[ ${KafkaNativeFromNuGet:-} != false ]]; then
    (cd "$ROOT" && run kafka dotnet restore src/Log.Kafka/Log.Kafka.csproj --nologo -v quiet -tl:off 2>/dev/null) && return
    if [[ -n ${KafkaNativeFromNuGet:-} ]] || ! lacks_librdkafka "$LOGS/kafka.log"; then
      cat "$LOGS/kafka.log" >&2
      die 1 "restoring src/Log.Kafka failed; see above."
    fi
    why="librdkafka.redist is not in the package source"
  fi
  version=$(kafka_version)
  if [[ -n ${LibrdkafkaPath:-} ]]; then
    [[ -f $LibrdkafkaPath ]] || die 1 "LibrdkafkaPath is '$LibrdkafkaPath', which is no file. Correct it, or unset it to have librdkafka $version built."
    library=$(readlink -f "$LibrdkafkaPath")
  else
    library=$(librdkafka_directory "$version")/librdkafka.so
    require_librdkafka "$version" "$library"
  fi
  KAFKA_SWITCH=(-p:KafkaNativeFromNuGet=false "-p:LibrdkafkaPath=$library")
  say "KafkaNativeFromNuGet=false ($why): Confluent.Kafka uses $library"
}

# The directory that keeps a built librdkafka for all clones of this account: another one for another version, recipe,
# architecture or system.
librdkafka_directory() {
  local id
  id=$({
    printf '%s\n' "$LIBRDKAFKA_INTEGRITY" "${LIBRDKAFKA_CONFIGURE[@]}"
    grep -sE '^(ID|VERSION_ID)=' /etc/os-release || true
  } | sha256sum | cut -c1-12)
  echo "${XDG_CACHE_HOME:-$HOME/.cache}/streampulse/librdkafka-$1-$(uname -m)-$id"
}

# is_usable_librdkafka FILE: is there, and so are the libraries that it needs.
is_usable_librdkafka() { [[ -s $1 ]] && ! ldd "$1" 2>/dev/null | grep -q 'not found'; }

# require_librdkafka VERSION FILE: builds it where it is not there. Calls at the same time, also from other clones, wait.
require_librdkafka() {
  is_usable_librdkafka "$2" && return
  local directory=${2%/*}
  mkdir -p "${directory%/*}" || die 1 "$(id -un) cannot write to ${directory%/*}. Make it writable, or set XDG_CACHE_HOME to a directory that is."
  exec 7>"$directory.lock"
  if ! flock --nonblock 7; then
    say "another streampulse is building librdkafka; waiting for it"
    flock 7
  fi
  is_usable_librdkafka "$2" || build_librdkafka "$1" "$directory"
  exec 7>&-
}

# Debian's packages that the build of librdkafka lacks. Without a compiler it is not known which headers are there.
missing_for_librdkafka() {
  local entry
  type -P make >/dev/null || echo make
  type -P cc >/dev/null || echo gcc
  for entry in "${LIBRDKAFKA_HEADERS[@]}"; do
    cc -E - <<<"#include <${entry%:*}>" >/dev/null 2>&1 || echo "${entry#*:}"
  done
}

install_librdkafka_tools() {
  local packages apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300)
  mapfile -t packages < <(missing_for_librdkafka)
  ((${#packages[@]} > 0)) || return 0
  if ((EUID != 0)) || ! type -P apt-get >/dev/null; then
    die 3 "librdkafka $1 has to be built here, and for that these are missing (Debian's names): ${packages[*]}." \
      "Install them (sudo apt-get install ${packages[*]}), or set LibrdkafkaPath to a librdkafka.so of version $1."
  fi
  say "installing by apt what librdkafka's build needs: ${packages[*]}"
  run apt-update "${apt[@]}" update || die 3 "apt-get update failed; see above."
  run apt-librdkafka "${apt[@]}" install -y --no-install-recommends --no-upgrade "${packages[@]}" || die 3 "apt-get install ${packages[*]} failed; see above."
}

# build_librdkafka VERSION DIRECTORY: in a temporary directory, because its makefiles cannot stand a space in the path.
build_librdkafka() {
  local version=$1 directory=$2 code=0
  require_node "to get librdkafka's source"
  say "building librdkafka $version from source, once for this account (about a minute)"
  (
    [[ ${TMPDIR:-} != *[[:space:]]* ]] || TMPDIR=/tmp
    work=$(mktemp -d -t streampulse-librdkafka.XXXXXX) || die 1 "no temporary directory can be made in ${TMPDIR:-/tmp}."
    trap 'rm -rf "$work" "$directory.new"' EXIT
    fetch_librdkafka "$version" "$work"
    install_librdkafka_tools "$version"
    run librdkafka compile_librdkafka "$work/package/deps/librdkafka" || die 1 "librdkafka does not build; see above."
    check_librdkafka "$version" "$work/package/deps/librdkafka/src"
    rm -rf "$directory" "$directory.new"
    mkdir "$directory.new" && cp "$work/package/deps/librdkafka/LICENSES.txt" "$directory.new" &&
      cp "$work/package/deps/librdkafka/src/librdkafka.so.1" "$directory.new/librdkafka.so" && mv -T "$directory.new" "$directory" ||
      die 1 "librdkafka was built but cannot be kept in $directory."
  ) || code=$?
  ((code == 0)) || exit "$code"
}

# fetch_librdkafka VERSION DIRECTORY: unpacks the source there, after its checksum and its version are found right.
fetch_librdkafka() {
  local version=$1 work=$2 found wanted
  (cd "$work" && run npm-librdkafka npm pack "$LIBRDKAFKA_PACKAGE" --ignore-scripts) ||
    die 3 "npm cannot get $LIBRDKAFKA_PACKAGE; see above. Or set LibrdkafkaPath to a librdkafka.so of version $version."
  found=$(node -p '"sha512-" + require("crypto").createHash("sha512").update(require("fs").readFileSync(0)).digest("base64")' <"$(echo "$work"/*.tgz)")
  [[ $found == "$LIBRDKAFKA_INTEGRITY" ]] || die 1 "$LIBRDKAFKA_PACKAGE has the checksum $found, not $LIBRDKAFKA_INTEGRITY as build/kafka.sh says; it is not used."
  tar -xzf "$work"/*.tgz -C "$work" package/deps/librdkafka || die 1 "$LIBRDKAFKA_PACKAGE cannot be unpacked."
  # shellcheck disable=SC2046,SC2086 # three words each
  wanted=$(printf '0x%02x%02x%02xff' ${version//./ })
  found=$(sed -nE 's/^#define +RD_KAFKA_VERSION +(0x[0-9a-f]+).*/\1/p' "$work/package/deps/librdkafka/src/rdkafka.h")
  [[ $found == "$wanted" ]] || die 1 "the librdkafka in $LIBRDKAFKA_PACKAGE is $found, not $wanted ($version, ConfluentKafkaVersion in Directory.Build.props)."
}

# The C library alone: the C++ compiler that configure asks for is never called.
compile_librdkafka() {
  (cd "$1" && CXX=true ./configure "${LIBRDKAFKA_CONFIGURE[@]}" && make -C src -j "$(nproc)" librdkafka.so.1)
}

# check_librdkafka VERSION DIRECTORY: whether what was built loads, is of that version, and can do what it must.
check_librdkafka() {
  local version=$1 src=$2 found feature
  cat >"$src/features.c" <<'END'
#include <stdio.h>
#include "rdkafka.h"
int main(void) {
  char features[1024];
  size_t size = sizeof(features);
  if (rd_kafka_conf_get(rd_kafka_conf_new(), "builtin.features", features, &size) != RD_KAFKA_CONF_OK) return 1;
  printf("%s,%s,\n", rd_kafka_version_str(), features);
  return 0;
}
END
  run librdkafka-check cc -o "$src/features" "$src/features.c" "$src/librdkafka.so.1" "-Wl,-rpath,$src" || die 1 "librdkafka cannot be linked to; see above."
  found=$("$src/features") || die 1 "the librdkafka that was built does not run."
  [[ $found == "$version",* ]] || die 1 "the librdkafka that was built says it is ${found%%,*}, not $version."
  for feature in "${LIBRDKAFKA_FEATURES[@]}"; do
    [[ $found == *",$feature,"* ]] || die 1 "the librdkafka that was built lacks $feature; it has ${found#*,}. See $LOGS/librdkafka.log."
  done
}
