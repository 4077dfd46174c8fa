package app

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"learningcommons.dev/commons/internal/platform/web"
)

// tracing tells an OpenTelemetry collector about each request: a span with its route, never its
// address, which may open something. Where to send them, and how many, the OTEL_ variables say, as the
// OpenTelemetry specification has them. A nil tracing does nothing.
type tracing struct {
	provider *sdktrace.TracerProvider
	tracer   trace.Tracer
}

func newTracing(ctx context.Context) (*tracing, error) {
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("app: tracing: %w", err)
	}
	r, err := resource.Merge(resource.NewSchemaless(attribute.String("service.name", "commons"), attribute.String("service.version", Version)), resource.Environment())
	if err != nil {
		return nil, fmt.Errorf("app: tracing: %w", err)
	}
	p := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(r))
	return &tracing{p, p.Tracer("learningcommons.dev/commons")}, nil
}

// observe tells of one answered request, as a part of the trace that its traceparent header names.
func (t *tracing) observe(r *http.Request, route *web.Route, status int, began, ended time.Time) {
	if t == nil {
		return
	}
	ctx := propagation.TraceContext{}.Extract(context.Background(), propagation.HeaderCarrier(r.Header))
	_, span := t.tracer.Start(ctx, route.Name, trace.WithSpanKind(trace.SpanKindServer), trace.WithTimestamp(began), trace.WithAttributes(
		attribute.String("http.request.method", r.Method), attribute.String("http.route", route.Pattern),
		attribute.Int("http.response.status_code", status), attribute.String("commons.request", web.RequestID(r.Context()))))
	if status >= http.StatusInternalServerError {
		span.SetStatus(codes.Error, http.StatusText(status))
	}
	span.End(trace.WithTimestamp(ended))
}

// stop sends what was not sent yet.
func (t *tracing) stop(ctx context.Context) error {
	if t == nil {
		return nil
	}
	return t.provider.Shutdown(ctx)
}
