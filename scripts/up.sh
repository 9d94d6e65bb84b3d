#!/bin/sh
# `npm run up`: sets up with whatever Node there is, then becomes the server, which needs the Node that npm brought.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
case " $* " in
*' --help '*) exec node "$root/scripts/up.mjs" --help ;;
esac
node "$root/scripts/up.mjs"
node=$root/node_modules/.bin/node
"$node" --version >/dev/null 2>&1 || node=node
exec "$node" "$root/scripts/serve.mjs" "$@"
