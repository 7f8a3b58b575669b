#!/bin/sh
# The bucket, and the accounts of the services that use it: each has what its policy beside this file allows. It may run
# again: a changed password or policy is taken over.
set -eu
cd "$(dirname "$0")"

mc alias set atelier "$MINIO_URL" "$MINIO_ROOT_USER" "$MINIO_ROOT_PASSWORD" >/dev/null
mc mb --ignore-existing "atelier/$MINIO_BUCKET"

account() {
  policy=$(mktemp)
  sed "s/BUCKET/$MINIO_BUCKET/g" "$1.json" >"$policy"
  mc admin policy create atelier "$1" "$policy"
  mc admin user add atelier "$1" "$2"
  # It fails when the account has the policy already.
  mc admin policy attach atelier "$1" --user "$1" || mc admin policy entities atelier --user "$1" | grep -qw "$1"
}

account tasks "$MINIO_TASKS_PASSWORD"
account worker "$MINIO_WORKER_PASSWORD"
