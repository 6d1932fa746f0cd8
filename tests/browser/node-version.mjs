// Says whether this Node can run the suite: html-validate wants 20.19 or newer.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.log(`    node ${process.version} is too old: install Node 20.19 or newer (nodejs.org)`);
  process.exit(1);
}
