// The calls about corrections, retention and backups of readings.
import { request, type Connection } from './request.ts';
import type {
  BackupList,
  BackupTask,
  CorrectionPage,
  NewCorrection,
  NewRetentionPolicy,
  ReadingCorrection,
  Retention,
  RetentionPolicy,
  RetentionPreview,
  RetentionRun,
} from './upkeep-types.ts';

type Options = { readonly signal?: AbortSignal };
export type CorrectionsQuery = {
  /** Of one signal only. */
  readonly of?: string;
  readonly limit?: number;
  readonly after?: string;
};
export type RestoreQuery = {
  readonly under?: string;
  readonly from?: string;
  readonly to?: string;
};
type PolicyPlace = { readonly enterprise: string; readonly id: string };

export type UpkeepCalls = {
  corrections(enterprise: string, query?: CorrectionsQuery & Options): Promise<CorrectionPage>;
  correctReadings(correction: NewCorrection): Promise<ReadingCorrection>;
  undoCorrection(undo: { signal: string; id: string; reason: string }): Promise<ReadingCorrection>;
  retention(enterprise: string, options?: Options): Promise<Retention>;
  putRetentionPolicy(place: PolicyPlace, policy: NewRetentionPolicy): Promise<RetentionPolicy>;
  removeRetentionPolicy(place: PolicyPlace): Promise<unknown>;
  /** What the policies would do now; with a draft, before it is stored. */
  previewRetention(
    enterprise: string,
    draft?: { readonly id: string; readonly policy: NewRetentionPolicy },
  ): Promise<RetentionPreview>;
  runRetention(enterprise: string): Promise<RetentionRun>;
  /** The clock is right although it is far ahead. */
  confirmClock(): Promise<unknown>;
  backups(options?: Options): Promise<BackupList>;
  makeBackup(): Promise<BackupTask>;
  verifyBackup(name: string): Promise<BackupTask>;
  restoreBackup(name: string, query?: RestoreQuery): Promise<BackupTask>;
  removeBackup(name: string): Promise<unknown>;
};

export function upkeepCalls(connection: Connection): UpkeepCalls {
  const root = '/api/upkeep';
  const get = <T>(path: string, query: object, given?: Options): Promise<T> =>
    request(connection, root + path, { query: { ...query }, signal: given?.signal });
  const post = <T>(path: string, body?: object): Promise<T> =>
    request(connection, root + path, { method: 'POST', ...(body ? { body } : {}) });
  const backup = (name: string) => `/backups/${encodeURIComponent(name)}`;
  const policy = (id: string) => `${root}/retention/policies/${encodeURIComponent(id)}`;
  return {
    corrections: (enterprise, { signal, of, ...page } = {}) =>
      get(
        '/corrections',
        { enterprise, ...(of === undefined ? {} : { signal: of }), ...page },
        signal ? { signal } : {},
      ),
    correctReadings: (body) => post('/corrections', body),
    undoCorrection: (body) => post('/corrections/undo', body),
    retention: (enterprise, given) => get('/retention', { enterprise }, given),
    putRetentionPolicy: ({ enterprise, id }, body) =>
      request(connection, policy(id), { method: 'PUT', query: { enterprise }, body }),
    removeRetentionPolicy: ({ enterprise, id }) =>
      request(connection, policy(id), { method: 'DELETE', query: { enterprise } }),
    previewRetention: (enterprise, draft) =>
      post('/retention/preview', { enterprise, ...(draft ? { draft } : {}) }),
    runRetention: (enterprise) => post('/retention/run', { enterprise }),
    confirmClock: () => post('/retention/clock'),
    backups: (given) => get('/backups', {}, given),
    makeBackup: () => post('/backups'),
    verifyBackup: (name) => post(`${backup(name)}/verify`),
    restoreBackup: (name, query = {}) => post(`${backup(name)}/restore`, query),
    removeBackup: (name) => request(connection, root + backup(name), { method: 'DELETE' }),
  };
}
