"""What a job is: the handle, the job as read, its status, and the results of delete and download."""
