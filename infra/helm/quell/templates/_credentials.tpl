{{/*
Secrets of a role as files: {file: {secret, key, env}}. The chat alone gets Slack's; none of them opens a cloud.
*/}}
{{- define "quell.secretFiles" -}}
{{- $s := .top.Values.secrets }}
{{- $database := required "secrets.database.name: make a secret with PostgreSQL's address, and name it here." $s.database.name }}
- { name: {{ $database }}, key: {{ $s.database.key }}, file: database-url, env: DATABASE_URL_FILE }
{{- with $s.redis.name }}
- { name: {{ . }}, key: {{ $s.redis.key }}, file: redis-url, env: REDIS_URL_FILE }
{{- end }}
{{- with .top.Values.opa.token }}{{ if .name }}
- { name: {{ .name }}, key: {{ .key }}, file: opa-token, env: OPA_TOKEN_FILE }
{{- end }}{{ end }}
{{- with .top.Values.tracing.headers }}{{ if .name }}
- { name: {{ .name }}, key: {{ .key }}, file: tracing-headers, env: OTEL_EXPORTER_OTLP_HEADERS_FILE }
{{- end }}{{ end }}
{{- if and (eq .role "chat") $s.signIn.name }}
- { name: {{ $s.signIn.name }}, key: {{ $s.signIn.key }}, file: sign-in-client-secret, env: QUELL_SIGN_IN_CLIENT_SECRET_FILE }
{{- end }}
{{- if and (eq .role "chat") $s.teams.name }}
- { name: {{ $s.teams.name }}, key: {{ $s.teams.key }}, file: teams-app-password, env: QUELL_TEAMS_APP_PASSWORD_FILE }
{{- end }}
{{- if and (eq .role "chat") $s.slack.name }}
{{- with $s.slack.botToken }}
- { name: {{ $s.slack.name }}, key: {{ . }}, file: slack-bot-token, env: QUELL_SLACK_BOT_TOKEN_FILE }
{{- end }}
{{- with $s.slack.appToken }}
- { name: {{ $s.slack.name }}, key: {{ . }}, file: slack-app-token, env: QUELL_SLACK_APP_TOKEN_FILE }
{{- end }}
{{- with $s.slack.signingSecret }}
- { name: {{ $s.slack.name }}, key: {{ . }}, file: slack-signing-secret, env: QUELL_SLACK_SIGNING_SECRET_FILE }
{{- end }}
{{- end }}
{{- end }}

{{/* How the clouds know the pod: a token of its service account for each, and where the SDKs find it. */}}
{{- define "quell.cloudEnv" -}}
{{- $f := .top.Values.federation }}
{{- if $f.aws }}
- name: AWS_ROLE_ARN
  value: {{ required (printf "%s.awsRoleArn: federation.aws needs the role of this process (docs/infra.md)." .role) .values.awsRoleArn | quote }}
- name: AWS_WEB_IDENTITY_TOKEN_FILE
  value: /var/run/secrets/quell-cloud/aws-token
{{- end }}
{{- if $f.gcpCredentials }}
- name: GOOGLE_APPLICATION_CREDENTIALS
  value: /etc/quell/gcp-credentials.json
{{- end }}
{{- if $f.azure }}
- name: AZURE_FEDERATED_TOKEN_FILE
  value: /var/run/secrets/quell-cloud/azure-token
{{- end }}
{{- end }}

{{- define "quell.cloudTokens" -}}
{{- $f := .Values.federation }}
{{- if $f.aws }}
- serviceAccountToken: { audience: sts.amazonaws.com, expirationSeconds: 3600, path: aws-token }
{{- end }}
{{- with $f.gcpCredentials }}
{{- $file := mustFromJson . }}
{{- if ne (get $file "type") "external_account" }}
{{- fail "federation.gcpCredentials: only a file of type external_account holds no secret; Quell takes no key." }}
{{- end }}
{{- $audience := get $file "audience" | required "federation.gcpCredentials: not a file of `create-cred-config`, it names no audience." }}
- serviceAccountToken: { audience: {{ printf "https:%s" $audience | quote }}, expirationSeconds: 3600, path: gcp-token }
{{- end }}
{{- if $f.azure }}
- serviceAccountToken: { audience: "api://AzureADTokenExchange", expirationSeconds: 3600, path: azure-token }
{{- end }}
{{- end }}
