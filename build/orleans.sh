# shellcheck shell=bash
# The Orleans projects, where the package source may lack Orleans. Sourced by ../streampulse; docs/BUILDING.md, WithOrleans.

# Paths of all projects, relative to the repository.
all_projects() { (cd "$ROOT" && compgen -G '*/*/*.csproj' | LC_ALL=C sort); }

# Paths of the projects that need Orleans: by a package reference, or through a project that does. A reference under a
# condition on WithOrleans does not count.
orleans_projects() {
  local project name found="" before=start
  local -A references=()
  while read -r project; do
    references[$project]=$(sed '/<ItemGroup[^>]*WithOrleans/,/<\/ItemGroup>/d; /WithOrleans/d; s/\\/\//g' "$ROOT/$project")
    [[ ${references[$project]} != *'"Microsoft.Orleans.'* ]] || found+=" $project "
  done < <(all_projects)
  while [[ -n $found && $found != "$before" ]]; do
    before=$found
    for project in "${!references[@]}"; do
      for name in $before; do
        [[ $found == *" $project "* || ${references[$project]} != *"/${name##*/}\""* ]] || found+=" $project "
      done
    done
  done
  xargs -rn1 <<<"$found" | LC_ALL=C sort
}

# write_solution NAME PROJECT...: a solution of these, so that one call builds them; prints its path.
write_solution() {
  local path=$STATE/$1.slnx
  shift
  { echo '<Solution>' && printf '  <Project Path="../%s" />\n' "$@" && echo '</Solution>'; } >"$path"
  echo "$path"
}

# Whether the errors of a failed restore say that Orleans packages are missing, and nothing that has another cause. A
# source that lacks some packages gives neighbours of others, hence the downgrades (NU1605) beside them.
lacks_orleans() {
  local errors
  errors=$(grep -E ': error ' "$1")
  grep -qE 'error NU110[123]: .*Microsoft\.Orleans\.' <<<"$errors" && ! grep -qvE ': error (NU110[123]|NU1605): ' <<<"$errors"
}

# Sets ORLEANS_LEFT_OUT to the projects that are not to be built, ORLEANS_SWITCH to what MSBuild is told, ORLEANS_NOTE to
# what the user is told. Called after find_kafka. WithOrleans in the environment decides: with true a missing package is
# an error, with false nothing is tried.
# shellcheck disable=SC2034 # used by the files that source this one
find_orleans() {
  local projects tests others why="it is set so"
  ORLEANS_LEFT_OUT=() ORLEANS_SWITCH=() ORLEANS_NOTE=""
  mapfile -t projects < <(orleans_projects)
  ((${#projects[@]} > 0)) || return 0
  if [[ ${WithOrleans:-} != false ]]; then
    (cd "$ROOT" && run orleans dotnet restore "$(write_solution orleans "${projects[@]}")" "${KAFKA_SWITCH[@]}" --nologo -v quiet -tl:off 2>/dev/null) && return
    if [[ -n ${WithOrleans:-} ]] || ! lacks_orleans "$LOGS/orleans.log"; then
      cat "$LOGS/orleans.log" >&2
      die 1 "restoring the Orleans projects failed; see above."
    fi
    why="Microsoft.Orleans packages are not in the package source"
  fi
  ORLEANS_LEFT_OUT=("${projects[@]}") ORLEANS_SWITCH=(-p:WithOrleans=false)
  others=$(printf '%s\n' "${projects[@]%/*}" | grep -v '^tests/' | paste -sd, | sed 's/,/, /g' || true)
  tests=$(printf '%s\n' "${projects[@]%/*}" | grep '^tests/' | paste -sd, | sed 's/,/, /g' || true)
  ORLEANS_NOTE="WithOrleans=false ($why). NOT BUILT: ${others:-none}; tests NOT RUN: ${tests:-none}"
  say "$ORLEANS_NOTE"
}
