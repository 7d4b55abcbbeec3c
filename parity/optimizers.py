"""Goldens of optimisers: three parameters after 7 and after 50 steps, in float64. PyTorch's own where it has the rule, else the papers' formulas.

The loss of step t is Σ p·c_t + p²/4, so that gradients depend on the parameters. Weight decay applies to all of them.

Run with Debian's python3-torch: /usr/bin/python3 parity/optimizers.py
"""
import torch

import goldens

torch.set_default_dtype(torch.float64)

STEPS, EARLY = 50, 7
SHAPES = {"conv": (4, 2, 3, 3), "weight": (5, 4), "bias": (5,)}
arrays = {}
for name, shape in SHAPES.items():
    arrays[f"initial.{name}"] = goldens.tensor("optimizers." + name, *shape)
    arrays[f"slopes.{name}"] = goldens.tensor("optimizers.slopes." + name, STEPS, *shape)


def case(name, make, after=lambda parameters, t: None):
    parameters = {n: arrays[f"initial.{n}"].clone().requires_grad_() for n in SHAPES}
    optimizer = make(list(parameters.values()))
    for t in range(STEPS):
        optimizer.zero_grad()
        sum((p * arrays[f"slopes.{n}"][t] + p * p / 4).sum() for n, p in parameters.items()).backward()
        optimizer.step()
        after(list(parameters.values()), t + 1)
        if t + 1 in (EARLY, STEPS):
            for n, p in parameters.items():
                arrays[f"{name}.{t + 1}.{n}"] = p.detach().clone()


class Rule(torch.optim.Optimizer):
    """update(p, g, state, t) changes p; weight decay comes first, decoupled or added to the gradient."""

    def __init__(self, parameters, update, lr, wd=0.0, l2=False):
        super().__init__(parameters, {})
        self.update, self.lr, self.wd, self.l2 = update, lr, wd, l2

    @torch.no_grad()
    def step(self):
        for p in self.param_groups[0]["params"]:
            g = p.grad + self.wd * p if self.l2 else p.grad
            if not self.l2:
                p.mul_(1 - self.lr * self.wd)
            state = self.state[p]
            state["t"] = state.get("t", 0) + 1
            self.update(p, g, state, state["t"], self.lr)


def average(state, name, keep, value, damp):
    state[name] = keep * state.get(name, torch.zeros_like(value)) + (1 - keep if damp else 1) * value
    return state[name]


def sgd(momentum):
    def update(p, g, state, t, lr):
        p.sub_(lr * average(state, "a", momentum, g, False))
    return update


def rms_prop(momentum, beta2, eps):
    def update(p, g, state, t, lr):
        q = average(state, "q", beta2, g * g, True)
        p.sub_(lr * average(state, "a", momentum, g, False) / (q.sqrt() + eps))
    return update


def radam(beta1, beta2, eps, beta=0):
    def update(p, g, state, t, lr):
        m = average(state, "m", beta1, g, True) / (1 - beta1**t)
        v = average(state, "v", beta2, g * g, True) / (1 - beta2**t)
        most = 2 / (1 - beta2) - 1
        rho = most - 2 * t * beta2**t / (1 - beta2**t)
        if rho <= 5:
            p.sub_(lr * m)
            return
        r = ((rho - 4) * (rho - 2) * most / ((most - 4) * (most - 2) * rho)) ** 0.5
        d = v.sqrt() + eps
        p.sub_(lr * r * m / (torch.nn.functional.softplus(d, beta) if beta else d))
    return update


def qhadam(beta1, beta2, nu1, nu2, eps):
    def update(p, g, state, t, lr):
        m = average(state, "m", beta1, g, True) / (1 - beta1**t)
        v = average(state, "v", beta2, g * g, True) / (1 - beta2**t)
        p.sub_(lr * ((1 - nu1) * g + nu1 * m) / (((1 - nu2) * g * g + nu2 * v).sqrt() + eps))
    return update


def larc(momentum, clip, trust, eps, wd):
    def update(p, g, state, t, lr):
        local = lr * trust * p.norm() / (g.norm() + p.norm() * wd + eps)
        local = min(lr, local.item()) if clip else local
        p.sub_(local * average(state, "a", momentum, g, False))
    return update


def lamb(beta1, beta2, eps):
    def update(p, g, state, t, lr):
        m = average(state, "m", beta1, g, True) / (1 - beta1**t)
        v = average(state, "v", beta2, g * g, True) / (1 - beta2**t)
        s = m / (v.sqrt() + eps)
        r1, r2 = p.pow(2).mean().sqrt().item(), s.pow(2).mean().sqrt().item()
        p.sub_(lr * (1 if r1 == 0 or r2 == 0 else min(r1 / r2, 10)) * s)
    return update


class Slow:
    """Lookahead, to be called after each step of the optimiser inside."""

    def __init__(self, every, alpha):
        self.every, self.alpha = every, alpha
        self.slow = [arrays[f"initial.{n}"].clone() for n in SHAPES]

    @torch.no_grad()
    def __call__(self, parameters, t):
        if t % self.every == 0:
            for slow, p in zip(self.slow, parameters):
                slow.add_(self.alpha * (p - slow))
                p.copy_(slow)


optim = torch.optim
case("sgd", lambda ps: optim.SGD(ps, 0.05))
case("sgdMomentum", lambda ps: optim.SGD(ps, 0.05, momentum=0.9))
case("sgdL2", lambda ps: optim.SGD(ps, 0.05, momentum=0.9, weight_decay=0.1))
case("sgdDecay", lambda ps: Rule(ps, sgd(0.9), 0.05, 0.1))
case("rmsProp", lambda ps: optim.RMSprop(ps, 0.01, alpha=0.99, eps=1e-8))
case("rmsPropL2", lambda ps: optim.RMSprop(ps, 0.01, alpha=0.99, eps=1e-8, weight_decay=0.1))
case("rmsPropMomentum", lambda ps: Rule(ps, rms_prop(0.9, 0.99, 1e-8), 0.003, 0.1))
case("adam", lambda ps: optim.AdamW(ps, 0.02, betas=(0.9, 0.99), eps=1e-5, weight_decay=0.1))
case("adamL2", lambda ps: optim.Adam(ps, 0.02, betas=(0.9, 0.99), eps=1e-5, weight_decay=0.1))
case("radam", lambda ps: optim.RAdam(ps, 0.02, betas=(0.9, 0.99), eps=1e-15))
case("radamDecay", lambda ps: Rule(ps, radam(0.9, 0.99, 1e-5), 0.02, 0.1))
case("radamSmooth", lambda ps: Rule(ps, radam(0.9, 0.99, 1e-5, 10), 0.02, 0.1, l2=True))
case("qhAdam", lambda ps: Rule(ps, qhadam(0.999, 0.999, 0.7, 1.0, 1e-8), 0.02))
case("qhAdamDecay", lambda ps: Rule(ps, qhadam(0.95, 0.98, 0.8, 0.7, 1e-6), 0.02, 0.1))
case("qhAdamL2", lambda ps: Rule(ps, qhadam(0.95, 0.98, 0.8, 0.7, 1e-6), 0.02, 0.1, l2=True))
case("larc", lambda ps: Rule(ps, larc(0.9, True, 0.5, 1e-8, 0.1), 0.05, 0.1))
case("larcL2", lambda ps: Rule(ps, larc(0.9, True, 0.5, 1e-8, 0.1), 0.05, 0.1, l2=True))
case("lars", lambda ps: Rule(ps, larc(0, False, 0.02, 1e-8, 0), 1.0))
case("lamb", lambda ps: Rule(ps, lamb(0.9, 0.99, 1e-5), 0.02, 0.1))
case("lambL2", lambda ps: Rule(ps, lamb(0.9, 0.99, 1e-5), 0.02, 0.1, l2=True))
case("lookahead", lambda ps: optim.SGD(ps, 0.05, momentum=0.9), Slow(6, 0.5))
case("lookaheadLamb", lambda ps: Rule(ps, lamb(0.9, 0.99, 1e-5), 0.02, 0.1), Slow(4, 0.8))
case("ranger", lambda ps: Rule(ps, radam(0.95, 0.99, 1e-6), 0.02, 0.01), Slow(6, 0.5))
goldens.write("testkit/src/test/resources/ai/hone/testkit/optimizers.safetensors", arrays, "parity/optimizers.py")
