import { describe, expect, it } from 'vitest';
import { ENVIRONMENT } from '../../src/config/environment-table.ts';
import { FLAGS, OPA } from '../edge/opa/opa.ts';
import { CHART, has, type Rendered, rendered, run, template } from './chart.ts';

const KINDS = ['ConfigMap', 'Deployment', 'NetworkPolicy', 'PodDisruptionBudget', 'Service', 'ServiceAccount'];
const SETS = ['least-values', 'full-values'];
const helm = has('helm', 'version');

const find = (all: Rendered[], kind: string, name: string): Rendered => {
  const found = all.find((o) => o.kind === kind && o.metadata.name === name);
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found;
};
const pod = (all: Rendered[], role: string) => find(all, 'Deployment', `quell-${role}`).spec.template.spec;
const text = (role: string, values = 'full-values') => JSON.stringify(pod(rendered(values), role));

// Each look starts Helm anew, which takes its time on a busy machine.
describe.skipIf(!helm)('the chart as Helm renders it (needs helm)', { timeout: 60_000 }, () => {
  it.each(SETS)('passes Helm’s own strict check with %s', (set) => {
    const { status, said } = run('helm', ['lint', '--strict', CHART, '--values', `${CHART}/ci/${set}.yaml`]);
    expect(said).toContain('0 chart(s) failed');
    expect(status).toBe(0);
  });

  it('makes two of everything, and a monitor only where one is asked for', () => {
    const kinds = (set: string) => [...new Set(rendered(set).map((o) => o.kind))].toSorted();
    expect(kinds('least-values')).toEqual(KINDS);
    expect(kinds('full-values')).toEqual([...KINDS, 'ServiceMonitor'].toSorted());
    const least = rendered('least-values');
    for (const kind of ['Deployment', 'NetworkPolicy', 'PodDisruptionBudget', 'Service'])
      expect(least.filter((o) => o.kind === kind).map((o) => o.metadata.name)).toEqual(['quell-chat', 'quell-worker']);
  });

  it('tells chat and worker apart by role, identity and what is the chat’s alone, and by nothing else', () => {
    const all = rendered('least-values');
    const names = (role: string) => JSON.stringify(pod(all, role)).replaceAll(`"${role}"`, '"ROLE"');
    const same = (role: string) => names(role).replace(/"cpu":"\d+m"/, '"cpu":"any"');
    expect(same('chat')).toBe(same('worker'));
    expect(pod(all, 'chat').serviceAccountName).toBe('chat');
    expect(pod(all, 'worker').serviceAccountName).toBe('worker');
  });

  it('hands the chat nothing that makes it a responder, and the worker nothing of Slack', () => {
    expect(text('chat')).not.toMatch(/worker|responder/i);
    expect(text('chat')).toContain('role/QuellChat');
    expect(text('worker')).not.toMatch(/slack|chat|reader/i);
    expect(text('worker')).toContain('role/QuellWorker');
    const accounts = rendered('full-values').filter((o) => o.kind === 'ServiceAccount');
    const [chat, worker] = ['chat', 'worker'].map(
      (n) => accounts.find((a) => a.metadata.name === n)!.metadata.annotations!,
    );
    expect(Object.keys(chat!)).toEqual(Object.keys(worker!));
    for (const [key, value] of Object.entries(chat!)) expect(worker![key]).not.toBe(value);
    expect(accounts.map((a) => a.automountServiceAccountToken)).toEqual([false, false]);
    // No role in the cluster either: nobody can ask it for another's token.
    expect(rendered('full-values').filter((o) => /Role|Binding/.test(o.kind))).toEqual([]);
  });

  it.each([
    ['one service account for both', ['worker.serviceAccount.name=chat'], /are the same: the chat could then change/],
    [
      'one AWS role for both',
      ['worker.awsRoleArn=arn:aws:iam::222222222222:role/QuellChat'],
      /infra\/aws\/workload.yaml makes two/,
    ],
    [
      'one annotation for both',
      ['worker.serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn=arn:aws:iam::222222222222:role/QuellChat'],
      /is the same for chat and worker/,
    ],
    ['no image', ['image.repository='], /image.repository: build the image/],
    ['no configuration', ['config='], /--set-file config=quell.yaml/],
    ['no database', ['secrets.database.name='], /secrets.database.name: make a secret/],
    ['a key for Google Cloud', ['federation.gcpCredentials=\\{"type":"service_account"\\}'], /Quell takes no key/],
    ['a value that is none', ['chat.slackport=3000'], /slackport/],
  ])('refuses %s, and says what to do', (_, sets, said) => {
    const { status, said: answer } = template('full-values', ...sets);
    expect(answer).toMatch(said);
    expect(status).not.toBe(0);
  });

  it.each(SETS)('sets only what Quell and its SDKs read, and no secret in plain, with %s', (set) => {
    const known = ENVIRONMENT.flatMap(({ name }) => [name, `${name}_FILE`]);
    const clouds =
      /^(AWS_(ROLE_ARN|WEB_IDENTITY_TOKEN_FILE)|GOOGLE_APPLICATION_CREDENTIALS|AZURE_FEDERATED_TOKEN_FILE)$/;
    const secret = ENVIRONMENT.filter((s) => s.secret).map((s) => s.name as string);
    for (const role of ['chat', 'worker']) {
      const [container] = pod(rendered(set), role).containers;
      for (const { name, value } of container.env as { name: string; value: string }[]) {
        expect(known.includes(name) || clouds.test(name), name).toBe(true);
        expect(secret).not.toContain(name);
        const setting = ENVIRONMENT.find((s) => s.name === name);
        if (setting) expect(value).toMatch(setting.form);
        // A file that is named is a file that is mounted.
        if (!name.endsWith('_FILE')) continue;
        const mount = container.volumeMounts.find((m: { mountPath: string }) => value.startsWith(`${m.mountPath}/`));
        const volume = pod(rendered(set), role).volumes.find((v: { name: string }) => v.name === mount?.name);
        expect(JSON.stringify(volume), name).toContain(`"path":"${value.slice(mount.mountPath.length + 1)}"`);
      }
    }
  });

  it.each(['chat', 'worker'])('runs the %s without rights, on a file system that it cannot write', (role) => {
    const spec = pod(rendered('full-values'), role);
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(spec.hostNetwork ?? spec.hostPID ?? spec.hostIPC).toBeUndefined();
    expect(spec.containers).toMatchObject([
      {
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        startupProbe: { httpGet: { path: '/healthz', port: 'health' } },
        livenessProbe: { httpGet: { path: '/healthz', port: 'health' } },
        readinessProbe: { httpGet: { path: '/readyz', port: 'health' } },
      },
    ]);
  });

  it('runs an OPA before Quell where one is asked for, and asks it or the server that is named', () => {
    for (const role of ['chat', 'worker']) {
      const { initContainers, containers } = pod(rendered('full-values'), role);
      expect(initContainers.map((c: { name: string }) => c.name)).toEqual(['policy', 'opa']);
      expect(initContainers[1]).toMatchObject({
        image: `openpolicyagent/opa:${OPA}-static`,
        restartPolicy: 'Always',
        startupProbe: { httpGet: { path: '/health' } },
        livenessProbe: { httpGet: { path: '/health' } },
        securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
      });
      for (const flag of FLAGS) if (!/json|yaml/.test(flag)) expect(initContainers[1].args).toContain(flag);
      expect(containers[0].env).toContainEqual({ name: 'OPA_URL', value: 'http://localhost:8181' });
      const asks = (...sets: string[]) => JSON.stringify(pod(rendered('least-values', ...sets), role));
      expect(asks()).not.toMatch(/OPA_URL|initContainers/);
      expect(asks('opa.url=https://opa.example.com')).toContain('"value":"https://opa.example.com"');
      expect(asks('opa.url=https://opa.example.com')).not.toContain('initContainers');
    }
    const { status, said } = template('full-values', 'opa.url=https://opa.example.com');
    expect(said).toContain('one of the two answers for the policy');
    expect(status).not.toBe(0);
  });

  it('says who has which role where somebody wrote that down, and makes new pods of it', () => {
    const all = rendered('full-values');
    expect(find(all, 'ConfigMap', 'quell-roles').data!['roles.yaml']).toContain('auditor: [internal-audit]');
    expect(text('chat')).toContain('"mountPath":"/app/policy/roles.yaml"');
    expect(rendered('least-values').map((o) => o.metadata.name)).not.toContain('quell-roles');
  });

  it('replaces pods without ever having fewer, and lets a node be drained', () => {
    const all = rendered('least-values');
    for (const role of ['chat', 'worker']) {
      expect(find(all, 'Deployment', `quell-${role}`).spec.strategy.rollingUpdate).toEqual({
        maxUnavailable: 0,
        maxSurge: 1,
      });
      expect(find(all, 'PodDisruptionBudget', `quell-${role}`).spec.maxUnavailable).toBe(1);
    }
  });

  it('gives a pod more time to stop than Quell takes', () => {
    for (const seconds of [0, 10, 300]) {
      const { containers, terminationGracePeriodSeconds } = pod(
        rendered('least-values', `stopSeconds=${seconds}`),
        'worker',
      );
      expect(containers[0].env).toContainEqual({ name: 'QUELL_STOP_SECONDS', value: String(seconds) });
      expect(terminationGracePeriodSeconds).toBeGreaterThanOrEqual(2 * seconds + 20);
    }
  });

  it('lets pods ask GKE’s metadata server, and nothing else on its ports, where their identity comes from there', () => {
    const GKE = [
      { to: [{ ipBlock: { cidr: '169.254.169.252/32' } }], ports: [{ protocol: 'TCP', port: 988 }] },
      { to: [{ ipBlock: { cidr: '169.254.169.254/32' } }], ports: [{ protocol: 'TCP', port: 80 }] },
    ];
    const egress = (role: string, values: string, ...sets: string[]) =>
      find(rendered(values, ...sets), 'NetworkPolicy', `quell-${role}`).spec.egress as object[];
    const account = (role: string) =>
      `${role}.serviceAccount.annotations.iam\\.gke\\.io/gcp-service-account=quell@tools.iam.gserviceaccount.com`;
    for (const role of ['chat', 'worker']) {
      const other = role === 'chat' ? 'worker' : 'chat';
      // By the annotation of its own account, or by hand where there is none: a principal may be trusted as it is.
      expect(egress(role, 'least-values', account(role))).toEqual(expect.arrayContaining(GKE));
      expect(egress(role, 'least-values', 'networkPolicy.gkeMetadata=true')).toEqual(expect.arrayContaining(GKE));
      for (const sets of [[], [account(other)]])
        expect(JSON.stringify(egress(role, 'least-values', ...sets))).not.toMatch(/169\.254|\b988\b|"port":80\b/);
    }
  });

  it('makes new pods of a changed quell.yaml', () => {
    const sum = (config: string) =>
      find(rendered('least-values', `config=${config}`), 'Deployment', 'quell-chat').spec.template.metadata.annotations[
        'checksum/config'
      ];
    expect(sum('a')).toBe(sum('a'));
    expect(sum('a')).not.toBe(sum('b'));
  });

  it('lets nobody in unless told, and everything that selects pods selects some', () => {
    const least = rendered('least-values');
    for (const role of ['chat', 'worker']) {
      expect(find(least, 'NetworkPolicy', `quell-${role}`).spec.ingress).toEqual([]);
      const labels = find(least, 'Deployment', `quell-${role}`).spec.template.metadata.labels;
      for (const selector of [
        find(least, 'NetworkPolicy', `quell-${role}`).spec.podSelector.matchLabels,
        find(least, 'Service', `quell-${role}`).spec.selector,
        find(least, 'PodDisruptionBudget', `quell-${role}`).spec.selector.matchLabels,
      ])
        expect(labels).toMatchObject(selector);
    }
    const full = rendered('full-values');
    const opened = find(full, 'NetworkPolicy', 'quell-chat').spec.ingress.map(
      (i: { ports: { port: string }[] }) => i.ports[0]!.port,
    );
    expect(opened).toEqual(['health', 'slack', 'console']);
    expect(find(full, 'NetworkPolicy', 'quell-worker').spec.ingress).toHaveLength(1);
    const monitor = find(full, 'ServiceMonitor', 'quell').spec;
    for (const role of ['chat', 'worker']) {
      const service = find(full, 'Service', `quell-${role}`);
      expect(service.metadata.labels).toMatchObject(monitor.selector.matchLabels);
      expect(service.spec.ports.map((p: { name: string }) => p.name)).toContain(monitor.endpoints[0].port);
    }
  });
});

const schemas = helm && has('kubernetes-validate', '--version');
describe.skipIf(!schemas)('the objects of the chart (needs helm and kubernetes-validate)', { timeout: 60_000 }, () => {
  it.each(SETS)('fit the schemas of Kubernetes, with %s', (set) => {
    const known = run('helm', [
      'template',
      'quell',
      CHART,
      '--kube-version',
      '1.35',
      '--values',
      `${CHART}/ci/${set}.yaml`,
    ]);
    // A ServiceMonitor is Prometheus Operator's.
    const documents = known.said.split(/^---$/m).filter((d) => !d.includes('kind: ServiceMonitor'));
    const { status, said } = run('kubernetes-validate', ['--strict', '--no-warn', '-'], documents.join('\n---\n'));
    expect(said).not.toMatch(/FAIL|ERROR/i);
    expect(said.match(/passed/g)?.length).toBe(documents.filter((d) => d.includes('kind:')).length);
    expect(status).toBe(0);
  });
});
