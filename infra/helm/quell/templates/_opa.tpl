{{/* An OPA that starts before Quell and ends after it, with the policy out of Quell's own image. */}}
{{- define "quell.opa" -}}
{{- $o := .Values.opa }}
{{- if and $o.sidecar $o.url }}
{{- fail "opa.sidecar and opa.url: one of the two answers for the policy." }}
{{- end }}
{{- if $o.sidecar }}
- name: policy
  image: {{ include "quell.image" . | quote }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  command: [sh, -c, "cp /app/policy/*.rego /policy/"]
  resources: {{- toYaml $o.resources | nindent 4 }}
  securityContext: {{- include "quell.noRights" . | nindent 4 }}
  volumeMounts:
    - { name: policy, mountPath: /policy }
- name: opa
  image: {{ $o.image.repository }}{{ if $o.image.digest }}@{{ $o.image.digest }}{{ else }}:{{ $o.image.tag }}{{ end }}
  # Runs beside Quell, from before it starts until it has ended.
  restartPolicy: Always
  args:
    - run
    - --server
    # Only this pod can ask; the node looks at the other port, which answers for health and metrics alone.
    - --addr=localhost:8181
    - --diagnostic-addr=:8282
    - --authentication=token
    - --authorization=basic
    - --set=decision_logs.console=true
    - --log-level=error
    - --skip-version-check
    - --ignore=*_test.rego
    - /policy
  ports:
    - { name: opa, containerPort: 8282 }
  startupProbe:
    httpGet: { path: /health, port: opa }
    periodSeconds: 1
    failureThreshold: 30
  livenessProbe:
    httpGet: { path: /health, port: opa }
    periodSeconds: 15
    timeoutSeconds: 5
  resources: {{- toYaml $o.resources | nindent 4 }}
  securityContext: {{- include "quell.noRights" . | nindent 4 }}
  volumeMounts:
    - { name: policy, mountPath: /policy, readOnly: true }
{{- end }}
{{- end }}

{{/* Where the policy is asked, when it is not in Quell's own process. */}}
{{- define "quell.opaUrl" -}}
{{- if .Values.opa.sidecar }}http://localhost:8181{{ else }}{{ .Values.opa.url }}{{ end }}
{{- end }}

{{- define "quell.noRights" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}
