#!/bin/sh
# Fedora by its os-release only: packages, SELinux and paths are Debian's.
printf 'NAME="Fedora Linux"\nVERSION="41 (Server Edition)"\nID=fedora\nVERSION_ID=41\nPRETTY_NAME="Fedora Linux 41 (Server Edition)"\n' \
  >/usr/lib/os-release
systemctl --quiet enable docker.service docker.socket
systemctl start docker.service
