package slack

import (
	"math"
	"time"
)

// RateLimits are the documented ones (https://docs.slack.dev/apis/web-api/rate-limits): posting is "one message per second per
// channel" with short bursts and a few hundred a minute for a workspace; other methods have a tier per method.
type RateLimits struct {
	Off           bool
	ChannelEvery  time.Duration // one message a channel in this time; 1 s
	ChannelBurst  int           // messages a channel at once; 5
	WorkspaceRate int           // messages a minute, all channels together; 300
	TierScale     float64       // multiplies the tiers of the other methods (20, 50, 100 a minute); 1
}

func (r RateLimits) withDefaults() RateLimits {
	if r.ChannelEvery <= 0 {
		r.ChannelEvery = time.Second
	}
	if r.ChannelBurst <= 0 {
		r.ChannelBurst = 5
	}
	if r.WorkspaceRate <= 0 {
		r.WorkspaceRate = 300
	}
	if r.TierScale <= 0 {
		r.TierScale = 1
	}
	return r
}

// flight is how long a request may have been on its way when another one was told to wait: its sender could not know yet.
const flight = 50 * time.Millisecond

// bucket is a token bucket that also remembers until when it told its caller to wait.
type bucket struct {
	tokens float64
	last   time.Time
	told   time.Time // when it said so
	until  time.Time
}

// refuse tells the caller to wait.
func (b *bucket) refuse(now time.Time, wait time.Duration) {
	b.told, b.until = now, now.Add(wait)
}

// limiter holds one bucket a key. It is guarded by the server's lock.
type limiter struct {
	limits  RateLimits
	buckets map[string]*bucket
	early   int // requests that came before the Retry-After they had been given was over
}

func newLimiter(l RateLimits) *limiter { return &limiter{limits: l, buckets: map[string]*bucket{}} }

// post takes one message to a channel; a positive answer is how long to wait.
func (l *limiter) post(channel string, now time.Time) time.Duration {
	if l.limits.Off {
		return 0
	}
	if d := l.take("post/"+channel, float64(l.limits.ChannelBurst), l.limits.ChannelEvery, now); d > 0 {
		return d
	}
	per := time.Minute / time.Duration(l.limits.WorkspaceRate)
	return l.take("post", float64(l.limits.WorkspaceRate), per, now)
}

// method takes one call of a method whose tier allows perMinute calls; zero is no tier.
func (l *limiter) method(name string, perMinute int, now time.Time) time.Duration {
	if l.limits.Off || perMinute == 0 {
		return 0
	}
	n := math.Max(1, float64(perMinute)*l.limits.TierScale)
	return l.take("method/"+name, n, time.Duration(float64(time.Minute)/n), now)
}

func (l *limiter) take(key string, burst float64, every time.Duration, now time.Time) time.Duration {
	b := l.buckets[key]
	if b == nil {
		b = &bucket{tokens: burst, last: now}
		l.buckets[key] = b
	}
	b.tokens = math.Min(burst, b.tokens+float64(now.Sub(b.last))/float64(every))
	b.last = now
	if now.Before(b.until) {
		if now.Sub(b.told) > flight {
			l.early++
		}
		return b.until.Sub(now)
	}
	if b.tokens >= 1 {
		b.tokens--
		return 0
	}
	wait := retryAfter(time.Duration((1 - b.tokens) * float64(every)))
	b.refuse(now, wait)
	return wait
}

// hold makes a bucket refuse until a Retry-After that a fault announced is over, so that calling early is noticed.
func (l *limiter) hold(key string, now time.Time, wait time.Duration) {
	b := l.buckets[key]
	if b == nil {
		b = &bucket{last: now}
		l.buckets[key] = b
	}
	b.refuse(now, wait)
}

// retryAfter rounds up to the whole seconds that the header can say.
func retryAfter(d time.Duration) time.Duration {
	return max(time.Second, (d + time.Second - 1).Truncate(time.Second))
}
