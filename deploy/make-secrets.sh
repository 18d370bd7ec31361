#!/bin/sh
# Writes every secret that docker-compose.yml names, once; never over one that is there.
# The folder is closed; the files in it are readable, for they are mounted into
# containers whose user is not yours.
set -eu
folder=${1:-$(dirname "$0")/secrets}
mkdir -p "$folder"
chmod 700 "$folder"

random() { head -c "$1" /dev/urandom; }
hex() { random 24 | od -An -tx1 | tr -d ' \n'; }
key() { random 32 | base64 | tr -d '\n'; }
write() {
  [ -e "$folder/$1" ] && return
  (umask 022 && printf '%s' "$2" >"$folder/$1")
  echo "wrote $folder/$1"
}

write postgres_password "$(hex)"
write redis_password "$(hex)"
write database_url "postgresql://talentsvc:$(cat "$folder/postgres_password")@db:5432/talentsvc"
write redis_url "redis://:$(cat "$folder/redis_password")@redis:6379/0"
write secret_key "$(hex)$(hex)"
write field_keys "k$(date +%Y%m%d):$(key)"
write index_key "$(key)"
