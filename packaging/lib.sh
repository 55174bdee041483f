# shellcheck shell=bash
# What the packages are made with. Sourced; SOURCE_DATE_EPOCH is set.

# Packs directory $1 into the .tar.gz $2, the same however the directory came about: the order, the owner, the time
# and the permissions are not those of this machine. More arguments are tar's.
pack() {
  local from=$1 to=$2
  shift 2
  tar --create --format=gnu --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    --mode=u=rwX,go=rX --directory="$from" "$@" . | gzip --no-name -6 >"$to"
}

# Prints the home of the newest JDK of this machine that has jlink, as /usr/lib/jvm has them.
newest_jdk() {
  local home feature newest=0 found=
  for home in /usr/lib/jvm/*; do
    [[ -x $home/bin/jlink && ! -L $home ]] || continue
    feature=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release" 2>/dev/null)
    if [ "${feature:-0}" -ge 17 ] && [ "$feature" -gt "$newest" ]; then
      newest=$feature
      found=$home
    fi
  done
  echo "$found"
}

# Packs the JDK $1 as its makers do, with one top directory, into $2. A distribution's has links out of it, which
# are followed; the sources of Java are left out.
pack_jdk() {
  tar --create --format=gnu --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    --mode=u=rwX,go=rX --dereference --exclude=src.zip --directory="$(dirname -- "$1")" -- "$(basename -- "$1")" |
    gzip --no-name -1 >"$2"
}
