{{/* The deployment of one role. Called with (dict "top" $ "role" "chat" "values" .Values.chat). */}}
{{- define "quell.deployment" -}}
{{- $top := .top }}
{{- $v := $top.Values }}
{{- $files := include "quell.secretFiles" . | fromYamlArray }}
{{- $tokens := include "quell.cloudTokens" $top }}
{{- $opa := include "quell.opa" $top | trim }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "quell.name" $top }}-{{ .role }}
  namespace: {{ $top.Release.Namespace }}
  labels: {{- include "quell.labels" $top | nindent 4 }}
    app.kubernetes.io/component: {{ .role }}
spec:
  replicas: {{ .values.replicas }}
  revisionHistoryLimit: 3
  selector:
    matchLabels: {{- include "quell.selector" . | nindent 6 }}
  strategy:
    type: RollingUpdate
    rollingUpdate: { maxUnavailable: 0, maxSurge: 1 }
  template:
    metadata:
      labels: {{- include "quell.selector" . | nindent 8 }}
        {{- with .values.podLabels }}{{ toYaml . | nindent 8 }}{{ end }}
      annotations:
        # A changed quell.yaml is read by new pods.
        checksum/config: {{ print $v.config $v.roles $v.federation.gcpCredentials | sha256sum }}
        {{- with .values.podAnnotations }}{{ toYaml . | nindent 8 }}{{ end }}
    spec:
      serviceAccountName: {{ .values.serviceAccount.name }}
      # Quell never speaks to the cluster.
      automountServiceAccountToken: false
      enableServiceLinks: false
      # Work in hand, then the queue, each for as long; then connections, and what was logged.
      terminationGracePeriodSeconds: {{ add (mul 2 $v.stopSeconds) 25 }}
      securityContext:
        runAsNonRoot: true
        runAsUser: 1000
        runAsGroup: 1000
        fsGroup: 1000
        seccompProfile: { type: RuntimeDefault }
      {{- with $v.image.pullSecrets }}
      imagePullSecrets: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $opa }}
      initContainers:
        {{- . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ .role }}
          image: {{ include "quell.image" $top | quote }}
          imagePullPolicy: {{ $v.image.pullPolicy }}
          env:
            - name: QUELL_ROLES
              value: {{ .role }}
            - name: QUELL_HEALTH_PORT
              value: "8080"
            - name: QUELL_LOG_LEVEL
              value: {{ $v.logLevel }}
            - name: QUELL_STOP_SECONDS
              value: {{ $v.stopSeconds | quote }}
            {{- with include "quell.opaUrl" $top }}
            - name: OPA_URL
              value: {{ . | quote }}
            {{- end }}
            {{- with $v.tracing.endpoint }}
            - name: OTEL_EXPORTER_OTLP_ENDPOINT
              value: {{ . | quote }}
            {{- end }}
            {{- range $files }}
            - name: {{ .env }}
              value: /var/run/secrets/quell-files/{{ .file }}
            {{- end }}
            {{- include "quell.cloudEnv" . | indent 12 }}
          ports:
            - { name: health, containerPort: 8080 }
            {{- with .values.slackPort }}
            - { name: slack, containerPort: {{ . }} }
            {{- end }}
            {{- with .values.teamsPort }}
            - { name: teams, containerPort: {{ . }} }
            {{- end }}
            {{- with .values.consolePort }}
            - { name: console, containerPort: {{ . }} }
            {{- end }}
          startupProbe:
            httpGet: { path: /healthz, port: health }
            periodSeconds: 2
            failureThreshold: 30
          livenessProbe:
            httpGet: { path: /healthz, port: health }
            periodSeconds: 15
            timeoutSeconds: 5
          readinessProbe:
            httpGet: { path: /readyz, port: health }
            periodSeconds: 10
            timeoutSeconds: 7
          {{- if or .values.slackPort .values.teamsPort .values.consolePort }}
          lifecycle:
            # Until no new request is sent here.
            preStop: { sleep: { seconds: 5 } }
          {{- end }}
          resources: {{- toYaml .values.resources | nindent 12 }}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
          volumeMounts:
            # Beside playbooks/ and drills/, which its paths are relative to.
            - { name: config, mountPath: /app/quell.yaml, subPath: quell.yaml, readOnly: true }
            - { name: files, mountPath: /var/run/secrets/quell-files, readOnly: true }
            {{- if $v.roles }}
            - { name: roles, mountPath: /app/policy/roles.yaml, subPath: roles.yaml, readOnly: true }
            {{- end }}
            - { name: tmp, mountPath: /tmp }
            {{- if $tokens }}
            - { name: cloud-tokens, mountPath: /var/run/secrets/quell-cloud, readOnly: true }
            {{- end }}
            {{- if $v.federation.gcpCredentials }}
            - { name: gcp, mountPath: /etc/quell, readOnly: true }
            {{- end }}
            {{- with $v.extraVolumeMounts }}{{ toYaml . | nindent 12 }}{{ end }}
      volumes:
        - name: config
          configMap: { name: {{ include "quell.configMap" $top }} }
        - name: files
          projected:
            defaultMode: 0440
            sources:
              {{- range $files }}
              - secret: { name: {{ .name }}, items: [{ key: {{ .key }}, path: {{ .file }} }] }
              {{- end }}
        {{- if $v.roles }}
        - name: roles
          configMap: { name: {{ include "quell.name" $top }}-roles }
        {{- end }}
        {{- if $opa }}
        - name: policy
          emptyDir: { sizeLimit: 4Mi }
        {{- end }}
        - name: tmp
          emptyDir: { sizeLimit: 64Mi }
        {{- with $tokens }}
        - name: cloud-tokens
          projected:
            defaultMode: 0440
            sources: {{- . | indent 14 }}
        {{- end }}
        {{- if $v.federation.gcpCredentials }}
        - name: gcp
          configMap: { name: {{ include "quell.name" $top }}-gcp }
        {{- end }}
        {{- with $v.extraVolumes }}{{ toYaml . | nindent 8 }}{{ end }}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- include "quell.selector" . | nindent 14 }}
      {{- with $v.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $v.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $v.affinity }}
      affinity: {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end }}
