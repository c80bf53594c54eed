//! Who uses the portal: not known yet, a guest, somebody signed in.

use aftercare_contract::account::{Me, SignIn};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{Api, ApiError},
    platform::{boot, clock::Clock, followed::Followed, storage},
};

/// Where it is kept that somebody has signed in with this browser; on the sign-in page the boot script asks only then.
const WELCOMED: &str = "welcomed";

/// What is known about the visitor.
#[derive(Clone, Debug, PartialEq)]
pub enum Visitor {
    /// The backend is being asked.
    Checking,
    /// The backend could not be asked.
    Unknown(ApiError),
    /// Nobody is signed in.
    Guest,
    /// Somebody is.
    SignedIn(Box<Me>),
}

/// The session of this browser. That it ended in the middle of work doesn't change the visitor: the
/// [`Gate`](crate::api::Gate) is closed, and everything stays where it is until they have signed in again.
#[derive(Clone, Copy)]
pub struct Session {
    visitor: RwSignal<Visitor>,
    /// The same, as this page follows it.
    seen: Followed,
    api: Api,
    clock: Clock,
}

impl Session {
    /// Asks the backend who is signed in.
    pub fn new(api: Api, clock: Clock) -> Self {
        let visitor = RwSignal::new(Visitor::Checking);
        let session = Self { visitor, seen: Followed::new(&visitor), api, clock };
        session.check();
        session
    }

    /// The same for what goes with the current owner, e.g. a page.
    #[must_use]
    pub fn of_page(self) -> Self {
        Self { seen: Followed::new(&self.visitor), ..self }
    }

    /// What is known about the visitor; tracked.
    pub fn visitor(self) -> Visitor {
        self.seen.track();
        self.visitor.get_untracked()
    }

    /// Who is signed in; tracked.
    pub fn me(self) -> Option<Me> {
        self.with_me(Clone::clone)
    }

    /// Looks at who is signed in; tracked.
    pub fn with_me<R>(self, look: impl FnOnce(&Me) -> R) -> Option<R> {
        self.seen.track();
        self.visitor.with_untracked(|visitor| match visitor {
            Visitor::SignedIn(me) => Some(look(me)),
            _ => None,
        })
    }

    /// Asks (again) who is signed in.
    pub fn check(self) {
        self.visitor.set(Visitor::Checking);
        spawn_local(async move {
            match self.api.me().await {
                Ok(me) => self.welcome(me),
                Err(ApiError::SignedOut) => {
                    boot::drop_early();
                    self.visitor.set(Visitor::Guest);
                }
                Err(error) => self.visitor.set(Visitor::Unknown(error)),
            }
        });
    }

    /// Asks whether it is still the same person: another tab may have signed in somebody else meanwhile.
    pub fn verify(self) {
        spawn_local(async move {
            // Who is signed out is told by whatever they do next.
            if let Ok(me) = self.api.me().await {
                self.stay_with(&me);
            }
        });
    }

    /// Signs in, at the beginning or again in the middle of work.
    pub async fn sign_in(self, credentials: SignIn) -> Result<(), ApiError> {
        let me = self.api.sign_in(&credentials).await?;
        self.stay_with(&me);
        self.welcome(me);
        Ok(())
    }

    /// Signs out.
    pub async fn sign_out(self) -> Result<(), ApiError> {
        self.api.gate().disarm();
        match self.api.sign_out().await {
            Ok(()) | Err(ApiError::SignedOut) => {
                self.visitor.set(Visitor::Guest);
                Ok(())
            }
            Err(error) => {
                self.api.gate().open();
                Err(error)
            }
        }
    }

    /// Loads the page again where what is on the screen belongs to somebody else than `me`.
    fn stay_with(self, me: &Me) {
        let other = self.visitor.with_untracked(|visitor| match visitor {
            Visitor::SignedIn(before) => before.user.id != me.user.id,
            _ => false,
        });
        if other {
            // A page that can't be loaded again stays as it is.
            let _ = window().location().reload();
        }
    }

    fn welcome(self, me: Me) {
        storage::set(WELCOMED, "1");
        self.clock.set(me.server_time);
        self.visitor.set(Visitor::SignedIn(Box::new(me)));
        self.api.gate().open();
    }
}

/// The session of this browser.
pub fn use_session() -> Session {
    expect_context()
}
