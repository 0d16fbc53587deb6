package inject

import (
	"context"
	"fmt"
	"slices"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	batchv1 "k8s.io/api/batch/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	apply "k8s.io/client-go/applyconfigurations/admissionregistration/v1"
	applymeta "k8s.io/client-go/applyconfigurations/meta/v1"
	"k8s.io/client-go/kubernetes"
)

const (
	// WebhookName is the name of the MutatingWebhookConfiguration.
	WebhookName = "rollcall-checkin"
	// fieldManager is the owner of what we apply.
	fieldManager = "rollcall-checkin"
	// webhookTimeout is how long the API server waits for us, in seconds, before it goes on without.
	webhookTimeout  = 2
	systemNamespace = "kube-system"
)

// registration is the MutatingWebhookConfiguration: only Jobs that a CronJob creates are sent to us, none of the system's and
// none of ours, and whatever we do not answer in time goes through as it is.
func registration(o WebhookOptions, bundle []byte) *apply.MutatingWebhookConfigurationApplyConfiguration {
	client := apply.WebhookClientConfig().WithCABundle(bundle...)
	if o.URL != "" {
		client.WithURL(o.URL)
	} else {
		client.WithService(apply.ServiceReference().WithNamespace(o.Service.Namespace).WithName(o.Service.Name).WithPath(webhookPath))
	}
	excluded := []string{systemNamespace}
	for _, namespace := range append([]string{o.Service.Namespace}, o.ExcludeNamespaces...) {
		if namespace != "" && !slices.Contains(excluded, namespace) {
			excluded = append(excluded, namespace)
		}
	}
	hook := apply.MutatingWebhook().
		WithName("checkin.rollcall.dev").
		WithClientConfig(client).
		WithRules(apply.RuleWithOperations().
			WithOperations(admissionv1.Create).
			WithAPIGroups(batchv1.GroupName).WithAPIVersions("v1").WithResources("jobs").WithScope(admissionv1.NamespacedScope)).
		WithNamespaceSelector(applymeta.LabelSelector().WithMatchExpressions(applymeta.LabelSelectorRequirement().
			WithKey("kubernetes.io/metadata.name").WithOperator(metav1.LabelSelectorOpNotIn).WithValues(excluded...))).
		WithMatchConditions(apply.MatchCondition().WithName("of-a-cronjob").WithExpression(
			"has(object.metadata.ownerReferences) && object.metadata.ownerReferences.exists(r, r.kind == 'CronJob')")).
		WithFailurePolicy(admissionv1.Ignore).
		WithTimeoutSeconds(webhookTimeout).
		WithSideEffects(admissionv1.SideEffectClassNone).
		WithReinvocationPolicy(admissionv1.IfNeededReinvocationPolicy).
		WithAdmissionReviewVersions("v1")
	return apply.MutatingWebhookConfiguration(WebhookName).
		WithLabels(map[string]string{"app.kubernetes.io/name": "rollcall"}).
		WithWebhooks(hook)
}

// register brings the registration up to date.
func register(ctx context.Context, api kubernetes.Interface, o WebhookOptions, bundle []byte) error {
	_, err := api.AdmissionregistrationV1().MutatingWebhookConfigurations().Apply(ctx, registration(o, bundle),
		metav1.ApplyOptions{FieldManager: fieldManager, Force: true})
	if err != nil {
		return fmt.Errorf("registering the webhook %s: %w", WebhookName, err)
	}
	return nil
}

// Unregister removes the registration, for when the feature is switched off. One that is not there is removed already.
func Unregister(ctx context.Context, api kubernetes.Interface) error {
	err := api.AdmissionregistrationV1().MutatingWebhookConfigurations().Delete(ctx, WebhookName, metav1.DeleteOptions{})
	if err != nil && !apierrors.IsNotFound(err) {
		return fmt.Errorf("removing the webhook %s: %w", WebhookName, err)
	}
	return nil
}
