package apiserver

import (
	"context"
	"errors"
	"strconv"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	batchv1client "k8s.io/client-go/kubernetes/typed/batch/v1"
)

var errStale = errors.New("the object has been modified")

type batch struct {
	batchv1client.BatchV1Interface

	client *Client
}

func (b batch) CronJobs(namespace string) batchv1client.CronJobInterface {
	return cronJobs{client: b.client, namespace: namespace}
}

func (b batch) Jobs(namespace string) batchv1client.JobInterface {
	return jobs{client: b.client, namespace: namespace}
}

type cronJobs struct {
	batchv1client.CronJobInterface

	client    *Client
	namespace string
}

func (r cronJobs) IsWatchListSemanticsUnSupported() bool { return true }

func (r cronJobs) Get(_ context.Context, name string, _ metav1.GetOptions) (*batchv1.CronJob, error) {
	return one[*batchv1.CronJob](r.client, r.client.server.cronJobs, r.namespace, name)
}

func (r cronJobs) List(context.Context, metav1.ListOptions) (*batchv1.CronJobList, error) {
	found, version, err := all[*batchv1.CronJob](r.client, r.client.server.cronJobs, r.namespace)
	if err != nil {
		return nil, err
	}
	list := &batchv1.CronJobList{}
	list.ResourceVersion = strconv.FormatInt(version, 10)
	for _, o := range found {
		list.Items = append(list.Items, *o)
	}
	return list, nil
}

func (r cronJobs) Watch(_ context.Context, o metav1.ListOptions) (watch.Interface, error) {
	return r.client.watch(r.client.server.cronJobs, r.namespace, o)
}

func (r cronJobs) Create(_ context.Context, cj *batchv1.CronJob, _ metav1.CreateOptions) (*batchv1.CronJob, error) {
	return add(r.client, r.client.server.cronJobs, r.namespace, cj)
}

func (r cronJobs) Update(ctx context.Context, cj *batchv1.CronJob, _ metav1.UpdateOptions) (*batchv1.CronJob, error) {
	was, err := r.Get(ctx, cj.Name, metav1.GetOptions{})
	if err != nil {
		return nil, err
	}
	if equality.Semantic.DeepEqual(was.Spec, cj.Spec) { // such an update changes nothing, not even the version
		return was, nil
	}
	return alter(r.client, r.client.server.cronJobs, Update, r.namespace, cj.Name, cj.ResourceVersion, func(o *batchv1.CronJob) {
		cj.Spec.DeepCopyInto(&o.Spec)
		o.Annotations, o.Labels = cj.Annotations, cj.Labels
	})
}

func (r cronJobs) UpdateStatus(_ context.Context, cj *batchv1.CronJob, _ metav1.UpdateOptions) (*batchv1.CronJob, error) {
	return alter(r.client, r.client.server.cronJobs, UpdateStatus, r.namespace, cj.Name, cj.ResourceVersion, func(o *batchv1.CronJob) {
		cj.Status.DeepCopyInto(&o.Status)
	})
}

func (r cronJobs) Delete(_ context.Context, name string, _ metav1.DeleteOptions) error {
	return drop(r.client, r.client.server.cronJobs, r.namespace, name)
}

type jobs struct {
	batchv1client.JobInterface

	client    *Client
	namespace string
}

func (r jobs) IsWatchListSemanticsUnSupported() bool { return true }

func (r jobs) Get(_ context.Context, name string, _ metav1.GetOptions) (*batchv1.Job, error) {
	return one[*batchv1.Job](r.client, r.client.server.jobs, r.namespace, name)
}

func (r jobs) List(context.Context, metav1.ListOptions) (*batchv1.JobList, error) {
	found, version, err := all[*batchv1.Job](r.client, r.client.server.jobs, r.namespace)
	if err != nil {
		return nil, err
	}
	list := &batchv1.JobList{}
	list.ResourceVersion = strconv.FormatInt(version, 10)
	for _, o := range found {
		list.Items = append(list.Items, *o)
	}
	return list, nil
}

func (r jobs) Watch(_ context.Context, o metav1.ListOptions) (watch.Interface, error) {
	return r.client.watch(r.client.server.jobs, r.namespace, o)
}

func (r jobs) Create(_ context.Context, job *batchv1.Job, _ metav1.CreateOptions) (*batchv1.Job, error) {
	return add(r.client, r.client.server.jobs, r.namespace, job)
}

func (r jobs) Update(_ context.Context, job *batchv1.Job, _ metav1.UpdateOptions) (*batchv1.Job, error) {
	return alter(r.client, r.client.server.jobs, Update, r.namespace, job.Name, job.ResourceVersion, func(o *batchv1.Job) {
		job.Spec.DeepCopyInto(&o.Spec)
	})
}

func (r jobs) UpdateStatus(_ context.Context, job *batchv1.Job, _ metav1.UpdateOptions) (*batchv1.Job, error) {
	return alter(r.client, r.client.server.jobs, UpdateStatus, r.namespace, job.Name, job.ResourceVersion, func(o *batchv1.Job) {
		job.Status.DeepCopyInto(&o.Status)
	})
}

func (r jobs) Delete(_ context.Context, name string, _ metav1.DeleteOptions) error {
	return drop(r.client, r.client.server.jobs, r.namespace, name)
}
