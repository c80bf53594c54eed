//! Who uses the portal: not known yet, a guest, somebody signed in.

use aftercare_contract::account::{Me, SignIn};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{Api, ApiError},
    platform::{boot, clock::Clock},
};

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
    api: Api,
    clock: Clock,
}

impl Session {
    /// Asks the backend who is signed in.
    pub fn new(api: Api, clock: Clock) -> Self {
        let session = Self { visitor: RwSignal::new(Visitor::Checking), api, clock };
        session.check();
        session
    }

    /// What is known about the visitor; tracked.
    pub fn visitor(self) -> Visitor {
        self.visitor.get()
    }

    /// Who is signed in; tracked.
    pub fn me(self) -> Option<Me> {
        self.with_me(Clone::clone)
    }

    /// Looks at who is signed in; tracked.
    pub fn with_me<R>(self, look: impl FnOnce(&Me) -> R) -> Option<R> {
        self.visitor.with(|visitor| match visitor {
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

    /// Signs in, at the beginning or again in the middle of work.
    pub async fn sign_in(self, credentials: SignIn) -> Result<(), ApiError> {
        let me = self.api.sign_in(&credentials).await?;
        let other = self.visitor.with_untracked(|visitor| match visitor {
            Visitor::SignedIn(before) => before.user.id != me.user.id,
            _ => false,
        });
        if other {
            // What is on the screen belongs to somebody else.
            reload();
        }
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

    fn welcome(self, me: Me) {
        self.clock.set(me.server_time);
        self.visitor.set(Visitor::SignedIn(Box::new(me)));
        self.api.gate().open();
    }
}

/// The session of this browser.
pub fn use_session() -> Session {
    expect_context()
}

/// Loads the page again.
fn reload() {
    // A page that can't be loaded again stays as it is.
    let _ = window().location().reload();
}
