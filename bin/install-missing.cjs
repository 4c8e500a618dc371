// Runs under whatever Node the machine has (20 or newer), before npm puts the pinned Node 24 first on PATH.
// Installs when node_modules lacks something that the lockfile asks for; compared by content, because git and editors
// change times without changing packages.
const { existsSync, readFileSync } = require('node:fs');
const { execFileSync } = require('node:child_process');
const { join } = require('node:path');

const root = join(__dirname, '..');
const installed = join(root, 'node_modules', '.package-lock.json');
const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

function complete() {
  if (!existsSync(installed)) return false;
  const have = packages(installed);
  return Object.entries(packages(join(root, 'package-lock.json'))).every(
    ([path, wanted]) => path === '' || wanted.optional || wanted.peer || have[path]?.version === wanted.version,
  );
}

if (!complete()) {
  process.stderr.write('Installing packages (once, about half a minute)...\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  execFileSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', process.stderr.fd, 'inherit'],
    shell: process.platform === 'win32',
  });
}
