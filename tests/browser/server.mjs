// A static server like GitHub Pages': a site under a project's path, 404.html for what is not there.

import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.jsonld': 'application/ld+json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.xml': 'application/xml; charset=utf-8',
};

/**
 * Serves what `roots` names, a directory for each path such as `/some/project/`. With `halt`, a
 * page stops on its way for a moment before each match, so that a browser shows it half.
 */
export async function serve(roots, { halt } = {}) {
  const read = (file) => {
    try {
      return readFileSync(file);
    } catch {
      return null;
    }
  };
  const server = http.createServer(async (request, response) => {
    const url = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const base = Object.keys(roots).find((prefix) => url.startsWith(prefix));
    if (!base) return response.writeHead(404).end();
    const root = roots[base];
    const name = path.normalize(url.slice(base.length) || '.');
    const file = path.join(root, url.endsWith('/') ? path.join(name, 'index.html') : name);
    const found = file.startsWith(root) ? read(file) : null;
    const shown = found ? file : path.join(root, '404.html');
    response.writeHead(found ? 200 : 404, {
      'content-type': TYPES[path.extname(shown)] ?? 'application/octet-stream',
      'cache-control': 'no-store',
    });
    const body = found ?? read(shown);
    if (halt && path.extname(shown) === '.html') {
      const parts = body.toString().split(halt);
      for (const part of parts.slice(0, -1)) {
        response.write(part);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      return response.end(parts.at(-1));
    }
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A test that fails before it closes the server must not keep the process.
  server.unref();
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    }),
  };
}
