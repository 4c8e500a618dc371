{{/* Refuses values with which the process that talks to the internet could become the one that changes clouds. */}}
{{- define "quell.apart" -}}
{{- $chat := .Values.chat }}
{{- $worker := .Values.worker }}
{{- if eq $chat.serviceAccount.name $worker.serviceAccount.name }}
{{- fail "chat.serviceAccount.name and worker.serviceAccount.name are the same: the chat could then change clouds. Give each its own." }}
{{- end }}
{{- if and $chat.awsRoleArn (eq $chat.awsRoleArn $worker.awsRoleArn) }}
{{- fail "chat.awsRoleArn and worker.awsRoleArn are the same: the chat could then change clouds. infra/aws/workload.yaml makes two." }}
{{- end }}
{{- range $key, $value := $chat.serviceAccount.annotations }}
{{- if eq $value (get ($worker.serviceAccount.annotations | default dict) $key) }}
{{- if has $key (list "eks.amazonaws.com/role-arn" "iam.gke.io/gcp-service-account" "azure.workload.identity/client-id") }}
{{- fail (printf "%s is the same for chat and worker: the chat could then change clouds. Give each its own." $key) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
