#!/usr/bin/env bash
# Packs every public package, installs the tarballs into an empty project as a user would, and plays an episode there
# under this Node and under the oldest one that package.json's engines allow. Needs `npm run build` first.
# Run it as `npm run test:pack`.
set -euo pipefail
oldest=22.19.0
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/tarballs" "$work/project"
cd "$root"
npm pack --workspaces --json --loglevel=error --pack-destination "$work/tarballs" >"$work/packed.json"
node "$here/check-tarballs.mjs" "$work/packed.json" "$work/tarballs" >"$work/project/package.json"

cd "$work/project"
cp "$here/episode.mjs" "$here/hashes.mjs" "$here/types.ts" .
npm install --loglevel=error --no-audit --no-fund

echo "# an episode under Node $(node --version)"
node episode.mjs
echo "# an episode under Node v$oldest"
npm install --loglevel=error --no-save --no-audit --no-fund \
  "oldest-node@npm:$(node -p '`node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`')@$oldest"
node_modules/oldest-node/bin/node episode.mjs
echo "# the same bytes under both"
node hashes.mjs >newer.txt
node_modules/oldest-node/bin/node hashes.mjs >older.txt
diff newer.txt older.txt
echo "$(wc -l <newer.txt) problems have the same hashes"
echo "# the command line"
npx --no-install aiops-gym --version
echo "# the types"
"$root/node_modules/.bin/tsc" --noEmit --strict --module nodenext --target es2023 --types node --skipLibCheck types.ts
echo "The packed packages work."
