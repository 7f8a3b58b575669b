# For the first start of MySQL's image, which gives `docker_process_sql`: a database for each service, and an account that
# has it and nothing else.

account() {
  service=$1 password=$2
  case $password in
    '' | *[!A-Za-z0-9._~-]*)
      echo "The password of MySQL's account $service must be of A-Z, a-z, 0-9 and . _ ~ -, as it stands in a URL." >&2
      exit 1
      ;;
  esac
  # What migrations and the service itself need.
  docker_process_sql <<SQL
CREATE DATABASE IF NOT EXISTS $service CHARACTER SET utf8mb4;
CREATE USER '$service'@'%' IDENTIFIED BY '$password';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES ON $service.* TO '$service'@'%';
SQL
}

account users "${MYSQL_USERS_PASSWORD:-}"
account projects "${MYSQL_PROJECTS_PASSWORD:-}"
account tasks "${MYSQL_TASKS_PASSWORD:-}"
account worker "${MYSQL_WORKER_PASSWORD:-}"
