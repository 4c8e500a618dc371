import { inProject } from '../place.ts';
import type { Route } from '../route.ts';

/** Cloud Storage, a listing of training data: what a stolen session is used for besides GPUs. */
export const storageRoutes: Route[] = [
  {
    host: 'storage.googleapis.com',
    method: 'GET',
    path: /^\/storage\/v1\/b\/(?<bucket>[^/]+)\/o$/,
    write: false,
    permission: 'storage.objects.list',
    on: ({ bucket }) => ({ ...inProject('-'), name: `//storage.googleapis.com/projects/_/buckets/${bucket}` }),
    handle: ({ path }) => ({
      kind: 'storage#objects',
      items: [{ name: 'weights/shard-000.safetensors', bucket: path.bucket, size: '4294967296' }],
    }),
  },
];
