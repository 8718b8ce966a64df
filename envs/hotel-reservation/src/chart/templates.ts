/**
 * The chart's templates.
 * @module
 */
import { podAnnotations } from "../manifests/metadata.ts";

const annotations = Object.entries(podAnnotations).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
const ofAll = annotations.filter((line) => line.startsWith("kompose"));

const helpers = `{{/* What all objects of a service are labelled with. */}}
{{- define "hotel-reservation.labels" -}}
io.kompose.service: {{ . }}
{{- end }}

{{- define "hotel-reservation.annotations" -}}
${ofAll.join("\n")}
{{- end }}

{{- define "hotel-reservation.podAnnotations" -}}
${annotations.join("\n")}
{{- end }}
`;

/** Of an object of a service. */
const metadata = `metadata:
  name: {{ $name }}
  labels:
    {{- include "hotel-reservation.labels" $name | nindent 4 }}
  annotations:
    {{- include "hotel-reservation.annotations" $ | nindent 4 }}
`;

const deployments = `{{- $resources := .Values.resources }}
{{- range $name, $service := .Values.services }}
---
apiVersion: apps/v1
kind: Deployment
${metadata}spec:
  replicas: {{ $service.replicas }}
  selector:
    matchLabels:
      {{- include "hotel-reservation.labels" $name | nindent 6 }}
  {{- if $service.recreate }}
  strategy:
    type: Recreate
  {{- else }}
  strategy: {}
  {{- end }}
  template:
    metadata:
      labels:
        {{- include "hotel-reservation.labels" $name | nindent 8 }}
      annotations:
        {{- include "hotel-reservation.podAnnotations" $ | nindent 8 }}
    spec:
      containers:
        - name: {{ $service.container }}
          image: {{ $service.image | quote }}
          {{- with $service.command }}
          command:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          {{- with $service.args }}
          args:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          ports:
            {{- range $service.containerPorts }}
            - containerPort: {{ .port }}
              {{- with .protocol }}
              protocol: {{ . }}
              {{- end }}
            {{- end }}
          {{- with $service.env }}
          env:
            {{- range $key, $value := . }}
            - name: {{ $key }}
              value: {{ $value | quote }}
            {{- end }}
          {{- end }}
          resources:
            {{- toYaml ($service.resources | default $resources) | nindent 12 }}
          {{- with $service.volumes }}
          volumeMounts:
            {{- range . }}
            - mountPath: {{ .mountPath }}
              name: {{ .name }}
            {{- end }}
          {{- end }}
      {{- with $service.hostname }}
      hostname: {{ . }}
      {{- end }}
      restartPolicy: Always
      {{- with $service.volumes }}
      volumes:
        {{- range . }}
        - name: {{ .name }}
          {{- toYaml .source | nindent 10 }}
        {{- end }}
      {{- end }}
{{- end }}
`;

const services = `{{- range $name, $service := .Values.services }}
---
apiVersion: v1
kind: Service
${metadata}spec:
  ports:
    {{- range $service.ports }}
    - name: {{ .name | default .port | quote }}
      port: {{ .port }}
      {{- with .protocol }}
      protocol: {{ . }}
      {{- end }}
      targetPort: {{ .targetPort | default .port }}
    {{- end }}
  selector:
    {{- include "hotel-reservation.labels" $name | nindent 4 }}
{{- end }}
{{- if .Values.jaegerOut.enabled }}
---
apiVersion: v1
kind: Service
metadata:
  name: jaeger-out
  labels:
    {{- include "hotel-reservation.labels" "jaeger" | nindent 4 }}
spec:
  type: NodePort
  ports:
    - port: 16686
      targetPort: 16686
  selector:
    {{- include "hotel-reservation.labels" "jaeger" | nindent 4 }}
{{- end }}
`;

const volumes = `{{- if .Values.volumes.create }}
{{- range .Values.volumes.databases }}
---
apiVersion: v1
kind: PersistentVolume
metadata:
  name: {{ . }}-pv
spec:
  volumeMode: Filesystem
  accessModes:
    - ReadWriteOnce
  capacity:
    storage: {{ $.Values.volumes.size }}
  storageClassName: {{ . }}-storage
  hostPath:
    path: /data/volumes/{{ . }}-pv
    type: DirectoryOrCreate
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ . }}-pvc
spec:
  accessModes:
    - ReadWriteOnce
  storageClassName: {{ . }}-storage
  resources:
    requests:
      storage: {{ $.Values.volumes.size }}
{{- end }}
{{- end }}
`;

const scripts = `{{- $files := .Files }}
{{- range $name, $service := .Values.scripts }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ $name }}
  labels:
    {{- include "hotel-reservation.labels" $service | nindent 4 }}
data:
  {{- ($files.Glob (printf "files/%s/*" $name)).AsConfig | nindent 2 }}
{{- end }}
`;

const notes = `{{ .Chart.Name }} {{ .Chart.AppVersion }} is installed in {{ .Release.Namespace }} as {{ .Release.Name }}.

Its pods:
  kubectl get pods -n {{ .Release.Namespace }}
`;

/** By their names below the chart's folder. */
export const chartTemplates: Readonly<Record<string, string>> = {
  "templates/_helpers.tpl": helpers,
  "templates/deployments.yaml": deployments,
  "templates/services.yaml": services,
  "templates/volumes.yaml": volumes,
  "templates/scripts.yaml": scripts,
  "templates/NOTES.txt": notes,
};
